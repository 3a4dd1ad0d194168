using System.CommandLine;
using Ndtms.Benchmarks;

var large = new Option<int>("--rows") { Description = "Data rows of the large file.", DefaultValueFactory = _ => 100_000 };
var sideBySide = new Command("side-by-side", "While one agency's large file is processed, receive and load small files of others, and list submissions; seconds are medians of five.")
{
    large,
};
sideBySide.SetAction(call => SideBySideBenchmark.Run(call.GetValue(large)));

var steps = new Command("steps", "Time and memory of each step by BenchmarkDotNet: read, check, assemble, load, prepare, measures, a report, a pack.");
steps.SetAction(_ => Steps.Run());

var write = new Option<bool>("--write") { Description = "Expect from now on what is counted." };
var counts = new Command("counts", "Count rows, statements and allocations of a small fixed case, and compare them with what is expected.") { write };
counts.SetAction(call => Counts.Run(call.GetValue(write)));

var listed = new Option<int>("--rows") { Description = "Rows of the list.", DefaultValueFactory = _ => 50_000 };
var reported = new Option<int>("--people") { Description = "People of the partnership.", DefaultValueFactory = _ => 2_000 };
var part = new Option<string?>("--part") { Description = "Write one workbook by one writer, and print its figures alone." };
var writers = new Command("writers", "Write a report and a list by the streaming writer and by ClosedXML, each three times in a process of its own; medians.")
{
    listed, reported, part,
};
writers.SetAction(call => new WriterBenchmark(call.GetValue(listed), call.GetValue(reported)).Run(call.GetValue(part)));

var before = new Argument<string>("before") { Description = "Folder of the outputs of one version of the program." };
var after = new Argument<string>("after") { Description = "Folder of the outputs of another, from the same data." };
var maskIds = new Option<bool>("--mask-ids") { Description = "Treat run ids and versions of data and codes as equal." };
var shown = new Option<int>("--show") { Description = "Differences shown of each file or part.", DefaultValueFactory = _ => 5 };
var compare = new Command("compare", "Compare CSV, texts and workbooks of two versions of the program, workbooks part by part.") { before, after, maskIds, shown };
compare.SetAction(call => new Comparison(call.GetValue(maskIds), call.GetValue(shown)).Run(call.GetValue(before)!, call.GetValue(after)!));

var sizes = new Option<int[]>("--rows")
{
    Description = "Data rows of the files.",
    DefaultValueFactory = _ => [100_000, 200_000, 400_000, 800_000, 1_600_000],
    AllowMultipleArgumentsPerToken = true,
};
var growth = new Command("growth", "Check and submit files of more and more rows, and see that time grows with them and memory does not.") { sizes };
growth.SetAction(call => Growth.Run(call.GetValue(sizes)!));

var linked = new Option<int>("--people") { Description = "How many people.", DefaultValueFactory = _ => 300_000 };
var linkedSeed = new Option<ulong>("--seed") { Description = "Another seed, other people.", DefaultValueFactory = _ => 1 };
var linkedFile = new Option<string>("--out") { Description = "Where the labelled records are written.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "ndtms-labelled.csv") };
var linkage = new Command("linkage", "Write labelled records of invented people, and measure record linkage on them.") { linked, linkedSeed, linkedFile };
linkage.SetAction(call => LinkageBenchmark.Run(call.GetValue(linked), call.GetValue(linkedSeed), call.GetValue(linkedFile)!));

var scales = new Option<string[]>("--scale")
{
    Description = "Parts of England, such as 1/16; can be given several times. Without it and --people, a sixteenth.",
    AllowMultipleArgumentsPerToken = true,
};
var generated = new Option<int?>("--people") { Description = "What 'generate' makes of so many people in every partnership." };
var generateOnly = new Option<bool>("--generate-only") { Description = "Generate the files, and stop." };
var root = new Option<string>("--folder")
{
    Description = "Where the files are generated, and used again, and where the runs take place.",
    DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "ndtms-national"),
};
var national = new Command("national", "Take in a month of England or of a part of it, write every figure and workbook, and print a table of times and memory.")
{
    scales, generated, root, generateOnly,
};
national.SetAction(call =>
{
    var (parts, number) = (call.GetValue(scales) ?? [], call.GetValue(generated));
    return new National(Path.GetFullPath(call.GetValue(root)!), call.GetValue(generateOnly)).Run((parts.Length > 0 || number is not null ? parts : ["1/16"]).Select(National.Share), number);
});

return new RootCommand("Measures the pipeline.") { national, steps, counts, growth, sideBySide, writers, linkage, compare }.Parse(args).Invoke();
