using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP4004.</summary>
public sealed class BlockingWaitTests
{
    private static readonly RuleTest<BlockingWait> test = new()
    {
        Libraries = ["Microsoft.Extensions.AI.Abstractions", "OpenAI", "System.ClientModel", "Microsoft.ML.OnnxRuntime"],
        Usings = """
            using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks;
            using Microsoft.Extensions.AI; using Microsoft.ML.OnnxRuntime;
            using Generator = Microsoft.Extensions.AI.IEmbeddingGenerator<string, Microsoft.Extensions.AI.Embedding<float>>;

            """,
    };

    private static string InClass(string members) => $$"""
        class C(IChatClient chat, Generator generator, OpenAI.Chat.ChatClient client)
        {
            {{members}}
        }
        """;

    [Theory]
    [InlineData("string M(string q) => [|chat.GetResponseAsync(q).Result|].Text;")]
    [InlineData("string M(string q) { return [|chat.GetResponseAsync(q).GetAwaiter().GetResult()|].Text; }")]
    [InlineData("string M(string q) { return [|chat.GetResponseAsync(q).ConfigureAwait(false).GetAwaiter().GetResult()|].Text; }")]
    [InlineData("float M(string q) => [|generator.GenerateVectorAsync(q).Result|].Span[0];")]
    [InlineData("int M(string[] texts) => [|generator.GenerateAsync(texts).Result|].Count;")]
    [InlineData("string M(string q) => [|client.CompleteChatAsync(q).Result|].Value.Content[0].Text;")]
    [InlineData("string M(string q) => [|Task.Run(() => chat.GetResponseAsync(q)).Result|].Text;")]
    [InlineData("string M(string q) => [|Task.Run(async () => await chat.GetResponseAsync(q)).GetAwaiter().GetResult()|].Text;")]
    [InlineData("string M(string q) { var task = chat.GetResponseAsync(q); Console.WriteLine(q); return [|task.Result|].Text; }")]
    [InlineData("int M(string[] texts) => [|Task.WhenAll(texts.Select(text => generator.GenerateVectorAsync(text))).Result|].Length;")]
    [InlineData("void M(string q, string p) { [|Task.WhenAll(chat.GetResponseAsync(q), chat.GetResponseAsync(p)).Wait()|]; }")]
    [InlineData("async Task M(string q) { await Task.Delay(1); Console.WriteLine([|chat.GetResponseAsync(q).Result|].Text); }")]
    [InlineData("int M(InferenceSession session, RunOptions options, string[] names, OrtValue[] x, OrtValue[] y) => [|session.RunAsync(options, names, x, names, y).Result|].Count;")]
    [InlineData("string Text { get => [|chat.GetResponseAsync(\"hello\").Result|].Text; }")]
    [InlineData("async Task<string> AskAsync(string q) { var answer = await chat.GetResponseAsync(q); return answer.Text; } string M(string q) => [|AskAsync(q).Result|];")]
    [InlineData("async Task<float[]> EmbedAsync(string q) => (await generator.GenerateVectorAsync(q)).ToArray(); float[] M(string q) => [|EmbedAsync(q).GetAwaiter().GetResult()|];")]
    public Task BlockedOnAModel_Reports(string members) => test.Reports(InClass(members));

    [Fact]
    public async Task Message_SaysWhatToDo_Reports()
    {
        var found = await test.Diagnose(InClass("string M(string q) => chat.GetResponseAsync(q).Result.Text; async Task N(string q) { await Task.Yield(); chat.GetResponseAsync(q).Wait(); }"));

        Assert.Equal("'.Result' blocks this thread until 'GetResponseAsync' has answered, for as long as the model takes: make the method async, and await it", found[0].GetMessage());
        Assert.Equal("'.Wait()' blocks this thread until 'GetResponseAsync' has answered, for as long as the model takes: await it", found[1].GetMessage());
    }

    [Theory]
    [InlineData("async Task<string> M(string q) => (await chat.GetResponseAsync(q)).Text;")]
    [InlineData("async Task<string> ResultOfAnAnswer(Answer answer) { await Task.Yield(); return answer.Result; }")]
    [InlineData("async Task<string> ResultOfWhatWasAwaited(string q) { var found = await SearchAsync(q); return found.Result; } async Task<Answer> SearchAsync(string q) => new((await chat.GetResponseAsync(q)).Text);")]
    [InlineData("async Task<int> ResultAfterWhenAll(string q, string p) { var a = chat.GetResponseAsync(q); var b = chat.GetResponseAsync(p); await Task.WhenAll(a, b); return a.Result.Text.Length + b.Result.Text.Length; }")]
    [InlineData("async Task<int> ResultOfTasksInAList(string[] texts) { var tasks = texts.Select(text => generator.GenerateVectorAsync(text)).ToList(); await Task.WhenAll(tasks); return tasks.Sum(task => task.Result.Length); }")]
    [InlineData("int ResultIfCompleted(string q) { var task = chat.GetResponseAsync(q); return task.IsCompletedSuccessfully ? task.Result.Text.Length : 0; }")]
    [InlineData("string NoModel(string path) => File.ReadAllTextAsync(path).Result;")]
    [InlineData("string NoModelEither(Func<string, Task<string>> step, string q) => step(q).GetAwaiter().GetResult();")]
    [InlineData("Task<ChatResponse> Handed(string q) => chat.GetResponseAsync(q);")]
    [InlineData("Task<int> SelectAsync(InferenceSession session, List<NamedOnnxValue> inputs) => Task.FromResult(session.Run(inputs).Count); int FinishedBefore(InferenceSession session, List<NamedOnnxValue> inputs) => SelectAsync(session, inputs).GetAwaiter().GetResult();")]
    [InlineData("bool WithATimeout(string q) => chat.GetResponseAsync(q).Wait(1000);")]
    [InlineData("static void Main() { new C(null!, null!, null!).M(\"hello\").Wait(); } async Task M(string q) => Console.WriteLine((await chat.GetResponseAsync(q)).Text);")]
    [InlineData("string WarmUp() => chat.GetResponseAsync(\"hello\").Result.Text;")]
    public Task NothingBlocked_OrNoModelBehindIt_IsSilent(string members) => test.IsSilent(InClass(members) + " record Answer(string Result);");

    [Fact]
    public Task InAnAsyncMethod_IsFixed() => test.Fixes<BlockingWaitFix>(InClass("""
        async Task<int> M(string q, string[] texts)
            {
                await Task.Yield();
                var answer = [|chat.GetResponseAsync(q).Result|].Text;
                var first = [|generator.GenerateVectorAsync(q).ConfigureAwait(false).GetAwaiter().GetResult()|]; // the vector
                [|chat.GetResponseAsync(answer).Wait()|];
                Func<Task<string>> later = async () => { await Task.Yield(); return [|chat.GetResponseAsync(q).GetAwaiter().GetResult()|].Text; };
                return [|generator.GenerateAsync(texts).Result|].Count + first.Length + (await later()).Length;
            }
        """), InClass("""
        async Task<int> M(string q, string[] texts)
            {
                await Task.Yield();
                var answer = (await chat.GetResponseAsync(q)).Text;
                var first = await generator.GenerateVectorAsync(q).ConfigureAwait(false); // the vector
                await chat.GetResponseAsync(answer);
                Func<Task<string>> later = async () => { await Task.Yield(); return (await chat.GetResponseAsync(q)).Text; };
                return (await generator.GenerateAsync(texts)).Count + first.Length + (await later()).Length;
            }
        """));

    [Theory]
    [InlineData("string M(string q) => [|chat.GetResponseAsync(q).Result|].Text;")]
    [InlineData("async Task<int> M(string q) { await Task.Yield(); lock (this) { return [|chat.GetResponseAsync(q).Result|].Text.Length; } }")]
    [InlineData("async Task<int> M(string q) { await Task.Yield(); Func<int> f = () => [|chat.GetResponseAsync(q).Result|].Text.Length; return f(); }")]
    [InlineData("async Task<int> M(string q) { await Task.Yield(); try { return [|chat.GetResponseAsync(q).Result|].Text.Length; } catch (AggregateException e) { return e.InnerExceptions.Count; } }")]
    [InlineData("async Task<int> M(string q) { await Task.Yield(); return Length(q.AsSpan(), [|chat.GetResponseAsync(q).Result|].Text); } static int Length(ReadOnlySpan<char> a, string b) => a.Length + b.Length;")]
    [InlineData("async Task<int> M(string q) { await Task.Yield(); ReadOnlySpan<char> span = q; var n = [|chat.GetResponseAsync(q).Result|].Text.Length; return span.Length + n; }")]
    [InlineData("async Task<bool> M(string q) { await Task.Yield(); try { return true; } catch (IOException) when ([|chat.GetResponseAsync(q).Result|].Text == \"\") { return false; } }")]
    public Task WhereAnAwaitCannotStand_OffersNoFix_IsSilent(string members) => test.OffersNoFix<BlockingWaitFix>(InClass(members));
}
