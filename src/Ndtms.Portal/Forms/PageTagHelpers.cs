using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Ndtms.Portal.Forms;

/// <summary>What is wrong with a form, at the top of its page, each with a link to its field: <c>&lt;error-summary /&gt;</c>. Nothing where
/// nothing is wrong.</summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    /// <summary>The view.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (View.ModelState.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "nhsuk-error-summary");
        output.Attributes.SetAttribute("data-module", "nhsuk-error-summary");
        var alert = FormGroupTagHelper.Tag("div", null, ("role", "alert"));
        alert.InnerHtml.AppendHtml(FormGroupTagHelper.Tag("h2", "nhsuk-error-summary__heading").Holding("There is a problem"));
        var body = FormGroupTagHelper.Tag("div", "nhsuk-error-summary__body");
        var list = FormGroupTagHelper.Tag("ul", "nhsuk-list nhsuk-error-summary__list");
        foreach (var (name, error) in View.ModelState.SelectMany(entry => entry.Value!.Errors.Select(e => (entry.Key, e.ErrorMessage))))
        {
            var item = new TagBuilder("li");
            item.InnerHtml.AppendHtml(name.Length == 0
                ? FormGroupTagHelper.Tag("span", null).Holding(error)
                : FormGroupTagHelper.Tag("a", null, ("href", "#" + FormGroupTagHelper.IdOf(name))).Holding(error));
            list.InnerHtml.AppendHtml(item);
        }

        body.InnerHtml.AppendHtml(list);
        alert.InnerHtml.AppendHtml(body);
        output.Content.AppendHtml(alert);
    }
}

/// <summary>A state in words: <c>&lt;state colour="green"&gt;Accepted&lt;/state&gt;</c>. Never a link.</summary>
[HtmlTargetElement("state", Attributes = "colour")]
public sealed class StateTagHelper : TagHelper
{
    /// <summary><c>grey</c>, <c>blue</c>, <c>green</c>, <c>yellow</c>, <c>red</c> or <c>orange</c>.</summary>
    public required string Colour { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "strong";
        output.Attributes.SetAttribute("class", $"nhsuk-tag nhsuk-tag--{Colour} nhsuk-tag--no-wrap");
    }
}

/// <summary>Which part of a list a page shows.</summary>
/// <param name="Number">The page, from 1.</param>
/// <param name="Total">How many items there are on all pages.</param>
/// <param name="Size">How many a page holds.</param>
public sealed record Paging(int Number, long Total, int Size = Paging.Rows)
{
    /// <summary>How many rows a page of a list holds.</summary>
    public const int Rows = 50;

    /// <summary>How many pages there are.</summary>
    public int Pages => (int)Math.Max(1, (Total + Size - 1) / Size);

    /// <summary>The part of the list, as queries take it; a number that cannot be is taken for the first page.</summary>
    public static Storage.Page Of(int number, int size = Rows) => new((Math.Clamp(number, 1, 1_000_000) - 1) * size, size);

    /// <summary>What the page says of itself, such as "1 to 50 of 23,410 issues".</summary>
    /// <param name="one">What one item is called.</param>
    /// <param name="many">What several are called; null: with an s.</param>
    public string InWords(string one, string? many = null) => Total <= Size && Number == 1
        ? FormattableString.Invariant($"{Total:#,0} {(Total == 1 ? one : many ?? one + "s")}")
        : FormattableString.Invariant($"{((Number - 1) * (long)Size) + 1:#,0} to {Math.Min(Number * (long)Size, Total):#,0} of {Total:#,0} {many ?? one + "s"}");
}

/// <summary>Links to the other pages of a list, with its filter and order: <c>&lt;pager of="Model.Paging" /&gt;</c>. The page's title then says
/// which page it is.</summary>
[HtmlTargetElement("pager", Attributes = "of", TagStructure = TagStructure.WithoutEndTag)]
public sealed class PagerTagHelper : TagHelper
{
    /// <summary>Where in the list the page is.</summary>
    public required Paging Of { get; set; }

    /// <summary>The view.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Of.Pages == 1)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "nhsuk-pagination");
        output.Attributes.SetAttribute("aria-label", "Pages");
        var list = FormGroupTagHelper.Tag("ul", "nhsuk-list nhsuk-pagination__list");
        foreach (var (number, word, css) in new[] { (Of.Number - 1, "Previous", "previous"), (Of.Number + 1, "Next", "next") })
        {
            if (number < 1 || number > Of.Pages)
                continue;
            var item = FormGroupTagHelper.Tag("li", $"nhsuk-pagination-item--{css}");
            var link = FormGroupTagHelper.Tag("a", $"nhsuk-pagination__link nhsuk-pagination__{css}", ("href", UrlOf(number)), ("rel", css == "next" ? "next" : "prev"));
            link.InnerHtml.AppendHtml(FormGroupTagHelper.Tag("span", "nhsuk-pagination__title").Holding(word))
                .AppendHtml(FormGroupTagHelper.Tag("span", "nhsuk-u-visually-hidden").Holding(":"))
                .AppendHtml(FormGroupTagHelper.Tag("span", "nhsuk-pagination__page").Holding(FormattableString.Invariant($"page {number:#,0} of {Of.Pages:#,0}")));
            item.InnerHtml.AppendHtml(link);
            list.InnerHtml.AppendHtml(item);
        }

        output.Content.AppendHtml(list);
    }

    private string UrlOf(int number)
    {
        var request = View.HttpContext.Request;
        var others = request.Query.Where(q => !q.Key.Equals("page", StringComparison.OrdinalIgnoreCase)).SelectMany(q => q.Value.Select(v => KeyValuePair.Create(q.Key, v)));
        return request.Path + QueryString.Create(others.Append(KeyValuePair.Create("page", (string?)number.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }
}
