using Microsoft.OpenApi;
using Ndtms.Portal.Access;

namespace Ndtms.Portal.Api;

/// <summary>The body is a file, sent as it is.</summary>
/// <param name="types">Its media types.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RawBodyAttribute(IReadOnlyList<string> types) : Attribute
{
    /// <summary>Its media types.</summary>
    public IReadOnlyList<string> Types => types;
}

/// <summary>No key came with a file.</summary>
internal sealed class ParameterMissingKeyException() : Application.RequestException("The Idempotency-Key header is missing.");

/// <summary>The API's description in OpenAPI 3.1. A copy lies beside the tests, and a difference fails them.</summary>
internal static class ApiDocument
{
    /// <summary>The name of the document.</summary>
    public const string Name = "v1";

    private const string Scheme = "token";

    public static void Add(IServiceCollection services) => services.AddOpenApi(Name, o =>
    {
        o.ShouldInclude = endpoint => endpoint.GroupName == Name;
        o.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Drug treatment statistics", Version = Name, Description = "Sends extracts and reads what came of them. Begin at /api." };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token that an administrator has made." },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        });
        o.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RawBodyAttribute>().FirstOrDefault() is { } raw)
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Description = "The file, as it is.",
                    Content = raw.Types.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }),
                };
            }

            return Task.CompletedTask;
        });
    });

    public static void Map(IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(new AccessAttribute(AccessAttribute.Open));
}
