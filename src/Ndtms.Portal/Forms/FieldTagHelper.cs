using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Ndtms.Portal.Forms;

/// <summary>What the fields of a form share: label, hint, the error that belongs to it, and ids that tie them together.</summary>
public abstract class FormGroupTagHelper : TagHelper
{
    /// <summary>The property that it fills.</summary>
    public required ModelExpression For { get; set; }

    /// <summary>Its label, or the question of a set of choices.</summary>
    public required string Label { get; set; }

    /// <summary>What helps to fill it in; null: nothing.</summary>
    public string? Hint { get; set; }

    /// <summary>The size of the label, <c>s</c>, <c>m</c> or <c>l</c>; null: that of text.</summary>
    public string? LabelSize { get; set; }

    /// <summary>The view.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    /// <summary>Its name in the form.</summary>
    protected string Name => View.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    /// <summary>Its id.</summary>
    protected string Id => IdOf(Name);

    /// <summary>What is wrong with it; null: nothing.</summary>
    protected string? Error => View.ModelState.TryGetValue(Name, out var entry) ? entry.Errors.FirstOrDefault()?.ErrorMessage : null;

    /// <summary>What the field holds: what was typed, or else what the page puts there.</summary>
    protected string? Value => View.ModelState.TryGetValue(Name, out var entry) && entry.RawValue is not null
        ? entry.AttemptedValue
        : Convert.ToString(For.Model, CultureInfo.InvariantCulture);

    /// <summary>What <c>aria-describedby</c> names; null: nothing.</summary>
    protected string? DescribedBy => (Hint, Error) switch
    {
        (null, null) => null,
        (_, null) => $"{Id}-hint",
        (null, _) => $"{Id}-error",
        _ => $"{Id}-hint {Id}-error",
    };

    /// <summary>The id of the field of a name.</summary>
    internal static string IdOf(string name) => TagBuilder.CreateSanitizedId(name, "_");

    /// <summary>Begins the group.</summary>
    protected void Begin(TagHelperOutput output, string? css = null)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"nhsuk-form-group{(Error is null ? "" : " nhsuk-form-group--error")}{(css is null ? "" : " " + css)}");
    }

    /// <summary>Adds hint and error.</summary>
    protected void Describe(TagHelperContent content)
    {
        if (Hint is not null)
            content.AppendHtml(Tag("div", "nhsuk-hint", ("id", $"{Id}-hint")).Holding(Hint));
        if (Error is null)
            return;
        var error = Tag("span", "nhsuk-error-message", ("id", $"{Id}-error"));
        error.InnerHtml.AppendHtml(Tag("span", "nhsuk-u-visually-hidden").Holding("Error: ")).Append(Error);
        content.AppendHtml(error);
    }

    /// <summary>A tag with a class and attributes; those that are null are left out.</summary>
    internal static TagBuilder Tag(string name, string? css, params IEnumerable<(string Name, string? Value)> attributes)
    {
        var tag = new TagBuilder(name);
        if (css is not null)
            tag.Attributes["class"] = css;
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
                tag.Attributes[attribute] = value;
        }

        return tag;
    }
}

/// <summary>Tags that hold text.</summary>
internal static class TagText
{
    public static TagBuilder Holding(this TagBuilder tag, string text)
    {
        tag.InnerHtml.Append(text);
        return tag;
    }
}

/// <summary>A field to type in: <c>&lt;field for="Email" label="E-mail address" kind="email" /&gt;</c>.</summary>
[HtmlTargetElement("field", Attributes = "for,label", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper : FormGroupTagHelper
{
    /// <summary><c>text</c>, <c>email</c>, <c>password</c>, <c>code</c> (numbers to copy), <c>date</c>, or <c>area</c> (several lines).</summary>
    public string Kind { get; set; } = "text";

    /// <summary>What a browser may fill in for it.</summary>
    public string? Autocomplete { get; set; }

    /// <summary>How many characters wide: 2, 3, 4, 5, 10, 20 or 30; null: as wide as there is room.</summary>
    public int? Width { get; set; }

    /// <summary>The lines of an area.</summary>
    public int Rows { get; set; } = 5;

    /// <summary>The most characters; null: no limit.</summary>
    public int? Most { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var isPassword = Kind == "password";
        Begin(output, isPassword ? "nhsuk-password-input" : null);
        if (isPassword)
            output.Attributes.SetAttribute("data-module", "nhsuk-password-input");
        output.Content.AppendHtml(Tag("label", $"nhsuk-label{(LabelSize is null ? "" : $" nhsuk-label--{LabelSize}")}", ("for", Id)).Holding(Label));
        Describe(output.Content);
        output.Content.AppendHtml(Kind == "area" ? Area() : Input(isPassword));
    }

    private TagBuilder Area() => Tag(
        "textarea", $"nhsuk-textarea{(Error is null ? "" : " nhsuk-textarea--error")}", ("id", Id), ("name", Name), ("rows", Rows.ToString(CultureInfo.InvariantCulture)),
        ("maxlength", Most?.ToString(CultureInfo.InvariantCulture)), ("aria-describedby", DescribedBy)).Holding(Value ?? "");

    private TagBuilder Input(bool isPassword)
    {
        var css = (isPassword ? "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input" : "nhsuk-input")
            + (Error is null ? "" : " nhsuk-input--error") + (Width is { } width ? $" nhsuk-input--width-{width}" : "") + (Kind == "code" ? " nhsuk-input--code" : "");
        var input = Tag(
            "input", css, ("id", Id), ("name", Name), ("type", Kind is "email" or "password" ? Kind : "text"), ("autocomplete", Autocomplete),
            ("inputmode", Kind == "code" ? "numeric" : null), ("spellcheck", Kind == "text" ? null : "false"), ("autocapitalize", Kind == "text" ? null : "none"),
            ("maxlength", Most?.ToString(CultureInfo.InvariantCulture)), ("aria-describedby", DescribedBy),
            // A password comes back empty, and so does a code that can be used only once.
            ("value", Kind is "password" or "code" ? null : Value));
        input.TagRenderMode = TagRenderMode.SelfClosing;
        if (!isPassword)
            return input;
        var wrapper = Tag("div", "nhsuk-input-wrapper");
        wrapper.InnerHtml.AppendHtml(input).AppendHtml(Tag(
            "button", "nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-password-input__toggle nhsuk-js-password-input-toggle", ("type", "button"),
            ("aria-controls", Id), ("aria-label", "Show password"), ("hidden", "hidden")).Holding("Show"));
        return wrapper;
    }
}

/// <summary>A list to choose one from: <c>&lt;choice for="Month" label="Month" items="Model.Months" /&gt;</c>.</summary>
[HtmlTargetElement("choice", Attributes = "for,label,items", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ChoiceTagHelper : FormGroupTagHelper
{
    /// <summary>What can be chosen: the value and its words.</summary>
    public required IEnumerable<(string Value, string Text)> Items { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Begin(output);
        output.Content.AppendHtml(Tag("label", $"nhsuk-label{(LabelSize is null ? "" : $" nhsuk-label--{LabelSize}")}", ("for", Id)).Holding(Label));
        Describe(output.Content);
        var select = Tag("select", $"nhsuk-select{(Error is null ? "" : " nhsuk-select--error")}", ("id", Id), ("name", Name), ("aria-describedby", DescribedBy));
        foreach (var (value, text) in Items)
            select.InnerHtml.AppendHtml(Tag("option", null, ("value", value), ("selected", value == (Value ?? "") ? "selected" : null)).Holding(text));
        output.Content.AppendHtml(select);
    }
}

/// <summary>Radio buttons or, with <c>many</c>, checkboxes: <c>&lt;choices for="Reason" label="Why do you need it?" items="Model.Reasons" /&gt;</c>.</summary>
[HtmlTargetElement("choices", Attributes = "for,label,items", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ChoicesTagHelper : FormGroupTagHelper
{
    /// <summary>What can be chosen: the value, its words, and a hint or null.</summary>
    public required IEnumerable<(string Value, string Text, string? Hint)> Items { get; set; }

    /// <summary>Several may be chosen.</summary>
    public bool Many { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Begin(output);
        var kind = Many ? "checkbox" : "radio";
        var block = Many ? "nhsuk-checkboxes" : "nhsuk-radios";
        var set = Tag("fieldset", "nhsuk-fieldset", ("aria-describedby", DescribedBy));
        set.InnerHtml.AppendHtml(Tag("legend", $"nhsuk-fieldset__legend nhsuk-fieldset__legend--{LabelSize ?? "s"}").Holding(Label));
        var described = new DefaultTagHelperContent();
        Describe(described);
        set.InnerHtml.AppendHtml(described);
        var list = Tag("div", block, ("data-module", block));
        var chosen = Chosen();
        foreach (var ((value, text, hint), n) in Items.Select((item, n) => (item, n)))
        {
            // An error summary's link leads to the first.
            var id = n == 0 ? Id : $"{Id}-{n + 1}";
            var item = Tag("div", $"{block}__item");
            var input = Tag(
                "input", $"{block}__input", ("id", id), ("name", Name), ("type", kind), ("value", value), ("checked", chosen.Contains(value) ? "checked" : null),
                ("aria-describedby", hint is null ? null : $"{id}-item-hint"));
            input.TagRenderMode = TagRenderMode.SelfClosing;
            item.InnerHtml.AppendHtml(input).AppendHtml(Tag("label", $"nhsuk-label {block}__label", ("for", id)).Holding(text));
            if (hint is not null)
                item.InnerHtml.AppendHtml(Tag("div", $"nhsuk-hint {block}__hint", ("id", $"{id}-item-hint")).Holding(hint));
            list.InnerHtml.AppendHtml(item);
        }

        set.InnerHtml.AppendHtml(list);
        output.Content.AppendHtml(set);
    }

    private string[] Chosen() => View.ModelState.TryGetValue(Name, out var entry) && entry.RawValue is not null
        ? entry.RawValue as string[] ?? [entry.AttemptedValue ?? ""]
        : For.Model switch { IEnumerable<string> many => [.. many], null => [], var one => [Convert.ToString(one, CultureInfo.InvariantCulture)!] };
}

/// <summary>One box to tick: <c>&lt;tick for="Saved" label="I have saved these codes" /&gt;</c>, for a <see cref="bool"/>.</summary>
[HtmlTargetElement("tick", Attributes = "for,label", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TickTagHelper : FormGroupTagHelper
{
    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        Begin(output);
        if (Error is not null)
        {
            var error = Tag("span", "nhsuk-error-message", ("id", $"{Id}-error"));
            error.InnerHtml.AppendHtml(Tag("span", "nhsuk-u-visually-hidden").Holding("Error: ")).Append(Error);
            output.Content.AppendHtml(error);
        }

        var list = Tag("div", "nhsuk-checkboxes", ("data-module", "nhsuk-checkboxes"));
        var item = Tag("div", "nhsuk-checkboxes__item");
        var isTicked = Value?.Contains("true", StringComparison.OrdinalIgnoreCase) == true;
        var input = Tag(
            "input", "nhsuk-checkboxes__input", ("id", Id), ("name", Name), ("type", "checkbox"), ("value", "true"), ("checked", isTicked ? "checked" : null),
            ("aria-describedby", DescribedBy));
        input.TagRenderMode = TagRenderMode.SelfClosing;
        item.InnerHtml.AppendHtml(input).AppendHtml(Tag("label", "nhsuk-label nhsuk-checkboxes__label", ("for", Id)).Holding(Label));
        if (Hint is not null)
            item.InnerHtml.AppendHtml(Tag("div", "nhsuk-hint nhsuk-checkboxes__hint", ("id", $"{Id}-hint")).Holding(Hint));
        list.InnerHtml.AppendHtml(item);
        output.Content.AppendHtml(list);
    }
}
