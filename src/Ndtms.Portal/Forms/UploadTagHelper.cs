using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Ndtms.Portal.Forms;

/// <summary>A file to choose: <c>&lt;upload for="File" label="Choose your extract" accept=".csv" /&gt;</c>. It is the last of a form's fields, since a
/// browser sends them in the order of the page and the file is read as it arrives.</summary>
[HtmlTargetElement("upload", Attributes = "for,label", TagStructure = TagStructure.WithoutEndTag)]
public sealed class UploadTagHelper : FormGroupTagHelper
{
    /// <summary>The endings that a browser offers first.</summary>
    public string? Accept { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Begin(output);
        output.Content.AppendHtml(Tag("label", "nhsuk-label nhsuk-label--m", ("for", Id)).Holding(Label));
        Describe(output.Content);
        var input = Tag(
            "input", "nhsuk-file-upload__input", ("id", Id), ("name", Name), ("type", "file"), ("accept", Accept),
            ("aria-describedby", DescribedBy));
        input.TagRenderMode = TagRenderMode.SelfClosing;
        var drop = Tag("div", "nhsuk-file-upload__drop-zone", ("data-module", "nhsuk-file-upload"));
        drop.InnerHtml.AppendHtml(input);
        output.Content.AppendHtml(drop);
    }
}
