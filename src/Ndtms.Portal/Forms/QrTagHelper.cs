using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;
using QRCoder;

namespace Ndtms.Portal.Forms;

/// <summary>A text as a picture that phones scan, drawn in the page: <c>&lt;qr text="..." title="..." /&gt;</c>.</summary>
[HtmlTargetElement("qr", Attributes = "text,title", TagStructure = TagStructure.WithoutEndTag)]
public sealed class QrTagHelper : TagHelper
{
    /// <summary>The text.</summary>
    public required string Text { get; set; }

    /// <summary>What the picture is, for those who do not see it.</summary>
    public required string Title { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        using var data = QRCodeGenerator.GenerateQrCode(Text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                    path.Append(System.Globalization.CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }

        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "portal-picture");
        output.Attributes.SetAttribute("viewBox", $"0 0 {rows.Count} {rows.Count}");
        output.Attributes.SetAttribute("role", "img");
        output.Attributes.SetAttribute("aria-label", Title);
        output.Attributes.SetAttribute("shape-rendering", "crispEdges");
        output.Content.AppendHtml($"<path fill=\"#000\" d=\"{path}\"/>");
    }
}
