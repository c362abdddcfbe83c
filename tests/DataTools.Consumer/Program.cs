using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

// dotnet run -c Release --project tests/DataTools.Consumer -- MODEL.onnx MODEL.golden
// Runs an exported model on its golden pictures; the exit code is 1 where it says something else than is expected.
if (args is not [var file, var golden])
{
    Console.Error.WriteLine("Name a model and the folder of its golden pictures.");
    return 2;
}
using var session = new InferenceSession(file);
using var run = new RunOptions();
var labels = JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["labels"])!;
using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(golden, "expected.json")));
var (pictures, flips, largest) = (0, 0, 0.0);
foreach (var picture in expected.RootElement.GetProperty("pictures").EnumerateArray())
{
    // The bytes of the pixels: height x width x channels. A model for a fixed number of pictures gets the same one each time.
    var (raw, count) = (File.ReadAllBytes(Path.Combine(golden, Text("raw"))), Math.Max(1, session.InputMetadata["image"].Dimensions[0]));
    byte[] all = [.. Enumerable.Repeat(raw, count).SelectMany(r => r)];
    using var input = OrtValue.CreateTensorValueFromMemory(all, [count, Whole("height"), Whole("width"), Whole("channels")]);
    using var results = session.Run(run, ["image"], [input], ["probabilities"]);
    var found = results[0].GetTensorDataAsSpan<float>()[..labels.Length].ToArray();
    var difference = picture.GetProperty("probabilities").EnumerateArray().Select((p, i) => Math.Abs(p.GetDouble() - found[i])).Max();
    var top = Array.IndexOf(found, found.Max());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Text("raw")}: {labels[top]} {found[top]:P2}, expected {Text("class")}, difference {difference:E1}"));
    (pictures, flips, largest) = (pictures + 1, flips + (top == Whole("top1") ? 0 : 1), Math.Max(largest, difference));

    string Text(string name) => picture.GetProperty(name).GetString()!;
    int Whole(string name) => picture.GetProperty(name).GetInt32();
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pictures} pictures, {flips} answers differ, largest difference of a probability {largest:E1}"));
return flips == 0 && largest <= expected.RootElement.GetProperty("tolerance").GetDouble() ? 0 : 1;
