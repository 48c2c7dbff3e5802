using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Setup;

/// <summary>PP5005.</summary>
public sealed class ClientPerCallTests
{
    private const string More = "using ILGPU; using ILGPU.Runtime; using ManagedCuda; using OpenAI; using OpenAI.Chat; using OpenAI.Embeddings; using System.ClientModel;\n";

    private static readonly RuleTest<ClientPerCall> test = new() { Libraries = ["ILGPU", "ManagedCuda", "OpenAI", "System.ClientModel"] };

    [Theory]
    [InlineData("public static class S { public static float[] Twice(float[] x) { using var context = [|Context.CreateDefault()|]; using var acc = context.GetPreferredDevice(false).CreateAccelerator(context); using var b = acc.Allocate1D(x); var k = acc.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(K); k(x.Length, b.View); return b.GetAsArray1D(); } static void K(Index1D i, ArrayView<float> v) { } }")]
    [InlineData("public class S { readonly Context context = Context.CreateDefault(); public float[] Twice(float[] x) { using var acc = [|context.GetPreferredDevice(false).CreateAccelerator(context)|]; using var b = acc.Allocate1D(x); return b.GetAsArray1D(); } }")]
    [InlineData("public class S { public void All(List<float[]> xs) { foreach (var x in xs) { using var c = [|new CudaContext(0)|]; CudaDeviceVariable<float> d = x; c.Synchronize(); } } }")]
    [InlineData("public class S { readonly string key = \"\"; public async Task<string> Ask(string question) { var client = [|new ChatClient(\"gpt-4o\", key)|]; ChatCompletion answer = await client.CompleteChatAsync(question); return answer.Content[0].Text; } }")]
    [InlineData("public class S { readonly string key = \"\"; public async Task<string> Ask(string question) { var client = [|new OpenAIClient(key)|]; var chat = client.GetChatClient(\"gpt-4o\"); var answer = await chat.CompleteChatAsync(question); return answer.Value.Content[0].Text; } }")]
    [InlineData("public class S { public async Task<List<float[]>> Embed(List<string> texts, string key) { var all = new List<float[]>(); foreach (var text in texts) { var client = [|new EmbeddingClient(\"small\", key)|]; var e = await client.GenerateEmbeddingAsync(text); all.Add(e.Value.ToFloats().ToArray()); } return all; } }")]
    public Task Client_MadeForEachCall_Reports(string code) => test.Reports(More + code);

    [Theory]
    // The trap: every device of a context.
    [InlineData("public static class S { public static void All(Context context, float[] x) { foreach (var device in context.Devices) { using var acc = device.CreateAccelerator(context); using var b = acc.Allocate1D(x); acc.Synchronize(); } } }")]
    [InlineData("public static class S { public static void All(float[] x) { for (int i = 0; i < 4; i++) { using var c = new CudaContext(i); CudaDeviceVariable<float> d = x; c.Synchronize(); } } }")]
    // Main; a constructor; a factory; set-up.
    [InlineData("class P { static void Main(string[] args) { using var context = Context.CreateDefault(); using var acc = context.GetPreferredDevice(false).CreateAccelerator(context); using var b = acc.Allocate1D<float>(args.Length); } }")]
    [InlineData("class P { static void Main(string[] args) { Run(args); } static void Run(string[] args) { using var context = Context.CreateDefault(); using var acc = context.GetPreferredDevice(false).CreateAccelerator(context); using var b = acc.Allocate1D<float>(args.Length); } }")]
    [InlineData("public class S { readonly Context context; readonly Accelerator acc; public S(bool cpu) { context = Context.CreateDefault(); acc = context.GetPreferredDevice(cpu).CreateAccelerator(context); } }")]
    [InlineData("public static class S { public static Accelerator Open(out Context context) { context = Context.CreateDefault(); return context.GetPreferredDevice(false).CreateAccelerator(context); } }")]
    [InlineData("public class S { Accelerator acc; Context context; public void InitDevice(int index) { context = Context.CreateDefault(); acc = context.GetPreferredDevice(index == 0).CreateAccelerator(context); } }")]
    // The list of devices is asked for.
    [InlineData("public static class S { public static int Count() { using var context = Context.CreateDefault(); return context.Devices.Length; } }")]
    // A client for each user's key, one that is kept, one for a container, one that is given to a kernel of its own.
    [InlineData("public class S { public async Task<string> Ask(string key, string question) { var client = new ChatClient(\"gpt-4o\", key); ChatCompletion answer = await client.CompleteChatAsync(question); return answer.Content[0].Text; } }")]
    [InlineData("public class S { readonly ChatClient client = new(\"gpt-4o\", \"key\"); public async Task<string> Ask(string question) { ChatCompletion answer = await client.CompleteChatAsync(question); return answer.Content[0].Text; } }")]
    [InlineData("public static class S { public static ChatClient Make(string question) { var client = new OpenAIClient(\"key\"); return client.GetChatClient(\"gpt-4o\"); } }")]
    [InlineData("public static class S { public static void AddClients(Dictionary<string, object> services) { services[\"chat\"] = new ChatClient(\"gpt-4o\", \"key\"); } }")]
    public Task Client_KeptOrOnce_IsSilent(string code) => test.IsSilent(More + code);

    [Fact]
    public Task Client_OfConstants_IsKept() => test.Fixes<ClientPerCallFix>(More + """
        public static class S
        {
            public static async Task<string> Ask(string question)
            {
                var client = [|new ChatClient("gpt-4o", Environment.GetEnvironmentVariable("KEY"))|];
                ChatCompletion answer = await client.CompleteChatAsync(question);
                return answer.Content[0].Text;
            }
        }
        """, More + """
        public static class S
        {
            private static readonly Lazy<ChatClient> chatClient = new Lazy<ChatClient>(() => new ChatClient("gpt-4o", Environment.GetEnvironmentVariable("KEY")));

            public static async Task<string> Ask(string question)
            {
                var client = chatClient.Value;
                ChatCompletion answer = await client.CompleteChatAsync(question);
                return answer.Content[0].Text;
            }
        }
        """);

    [Fact]
    public Task Device_OfAMethod_NoFix() => test.OffersNoFix<ClientPerCallFix>(More + """
        public static class S { public static float[] Twice(float[] x) { using var context = [|Context.CreateDefault()|]; using var acc = context.GetPreferredDevice(false).CreateAccelerator(context); using var b = acc.Allocate1D(x); return b.GetAsArray1D(); } }
        """);
}
