namespace PerfProof.Tests.HotPath;

/// <summary>The cases by which the hot-path model is held to its word. Traps of real code stand by their name.</summary>
public static partial class HotPathCases
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<HotPathCase> All { get; } = [.. Regions, .. LoopCarried, .. NotLoopCarried, .. Values, .. GuardedPlaces];

    private static IEnumerable<HotPathCase> Regions =>
    [
        new("for body", "void M(List<string> xs, Embedder e) { for (int i = 0; i < xs.Count; i++) { [|e.Embed(xs[i])|]; } }") { Region = "For" },
        new("for condition", "void M(string t, Counter c) { for (int i = 0; i < [|c.Count(t)|]; i++) { Console.Write(i); } }") { Region = "For" },
        new("for initialiser", "void M(string t, Counter c) { for (int i = [|c.Count(t)|]; i < 9; i++) { Console.Write(i); } }") { Region = "none" },
        new("foreach body", "void M(List<string> xs, Embedder e) { foreach (var x in xs) { [|e.Embed(x)|]; } }") { Region = "ForEach" },
        new("foreach collection", "void M(string t, Counter c) { foreach (var x in [|c.Encode(t)|]) { Console.Write(x); } }") { Region = "none" },
        new("foreach collection of an inner loop", "void M(List<string> xs, Counter c) { foreach (var x in xs) foreach (var y in [|c.Encode(x)|]) { Console.Write(y); } }") { Region = "ForEach" },
        new("await foreach", "async Task M(IAsyncEnumerable<string> xs, Embedder e) { await foreach (var x in xs) { await [|e.EmbedAsync(x)|]; } }") { Region = "AsyncForEach" },
        new("while", "void M(Queue<string> q, Embedder e) { while (q.Count > 0) { [|e.Embed(q.Dequeue())|]; } }") { Region = "While" },
        new("while condition", "void M(string t, Counter c) { while ([|c.Count(t)|] > 10) { t = t.Substring(1); } }") { Region = "While" },
        new("do", "void M(Queue<string> q, Embedder e) { do { [|e.Embed(q.Dequeue())|]; } while (q.Count > 0); }") { Region = "While" },
        new("no loop", "void M(string t, Embedder e) { [|e.Embed(t)|]; }") { Region = "none" },
        new("Select", "void M(List<string> xs, Embedder e) { var r = xs.Select(x => [|e.Embed(x)|]).ToList(); }") { Region = "Linq" },
        new("receiver of Select", "void M(string t, Counter c) { var r = [|c.Encode(t)|].Select(x => x + 1).ToList(); }") { Region = "none" },
        new("query syntax", "void M(List<string> xs, Embedder e) { var r = (from x in xs select [|e.Embed(x)|]).ToList(); }") { Region = "Linq" },
        new("query where", "void M(List<string> xs, Counter c) { var r = (from x in xs where [|c.Count(x)|] > 3 select x).ToList(); }") { Region = "Linq" },
        new("query let", "void M(List<string> xs, Counter c) { var r = (from x in xs let n = [|c.Count(x)|] orderby n select x).ToList(); }") { Region = "Linq" },
        new("Sum", "int M(List<string> xs, Counter c) => xs.Sum(x => [|c.Count(x)|]);") { Region = "Linq", Feeds = false },
        new("AsParallel", "void M(List<string> xs, Embedder e) { var r = xs.AsParallel().Select(x => [|e.Embed(x)|]).ToList(); }") { Region = "Linq" },
        new("Queryable", "void M(IQueryable<string> xs) { var r = xs.Select(x => [|x.Trim()|]).ToList(); }") { Region = "Linq" },
        new("List.ForEach", "void M(List<string> xs, Embedder e) { xs.ForEach(x => [|e.Embed(x)|]); }") { Region = "ForEachLambda" },
        new("Array.ForEach", "void M(string[] xs, Embedder e) { Array.ForEach(xs, x => [|e.Embed(x)|]); }") { Region = "ForEachLambda" },
        new("Array.ConvertAll", "void M(string[] xs, Embedder e) { var r = Array.ConvertAll(xs, x => [|e.Embed(x)|]); }") { Region = "ForEachLambda" },
        new("List.ConvertAll", "void M(List<string> xs, Embedder e) { var r = xs.ConvertAll(x => [|e.Embed(x)|]); }") { Region = "ForEachLambda" },
        new("Parallel.For", "void M(string[] xs, Embedder e) { Parallel.For(0, xs.Length, i => { [|e.Embed(xs[i])|]; }); }") { Region = "Parallel" },
        new("Parallel.ForEach", "void M(string[] xs, Embedder e) { Parallel.ForEach(xs, x => { [|e.Embed(x)|]; }); }") { Region = "Parallel" },
        new("Parallel.ForEach localInit", "void M(string[] xs, Counter c) { Parallel.ForEach(xs, () => [|c.Count(\"a\")|], (x, s, n) => n + 1, n => { }); }") { Region = "none" },
        new("Parallel.ForEachAsync", "async Task M(string[] xs, Embedder e) { await Parallel.ForEachAsync(xs, async (x, ct) => { await [|e.EmbedAsync(x, ct)|]; }); }") { Region = "Parallel" },
        new("Parallel.Invoke", "void M(string x, Embedder e) { Parallel.Invoke(() => [|e.Embed(x)|]); }") { Region = "none" },
        new("WhenAll over Select", "async Task M(List<string> xs, Embedder e) { var r = await Task.WhenAll(xs.Select(x => [|e.EmbedAsync(x)|])); }") { Region = "Linq" },
        new("WhenAll over Select and Task.Run", "async Task M(List<Chunk> xs, Embedder e) { await Task.WhenAll(xs.Select(x => Task.Run(async () => { x.Vector = await [|e.EmbedAsync(x.Text)|]; }))); }") { Region = "Linq", Feeds = false },
        new("Task.Run in a loop", "void M(List<string> xs, Embedder e) { foreach (var x in xs) { Task.Run(() => [|e.Embed(x)|]); } }") { Region = "ForEach" },
        new("StartNew in a loop", "void M(List<string> xs, Embedder e) { foreach (var x in xs) { Task.Factory.StartNew(() => [|e.Embed(x)|]); } }") { Region = "ForEach" },
        new("Lazy in a loop", "void M(List<string> xs, Embedder e, List<Lazy<float[]>> r) { foreach (var x in xs) { r.Add(new Lazy<float[]>(() => [|e.Embed(x)|])); } }") { Region = "none" },
        new("event handler in a loop", "event Action? E; void M(List<string> xs, Embedder e) { foreach (var x in xs) { E += () => [|e.Embed(x)|]; } }") { Region = "none" },
        new("unknown taker of a lambda", "void Take(Action a) { } void M(List<string> xs, Embedder e) { foreach (var x in xs) { Take(() => [|e.Embed(x)|]); } }") { Region = "none" },
        new("local function called in one loop", "void M(List<string> xs, Embedder e) { foreach (var x in xs) { One(x); } void One(string s) { [|e.Embed(s)|]; } }") { Region = "ForEach", Feeds = false },
        new("local function called twice", "void M(List<string> xs, Embedder e) { foreach (var x in xs) { One(x); } One(\"a\"); void One(string s) { [|e.Embed(s)|]; } }") { Region = "none" },
        new("local function without parameters called twice", "void M(List<string> xs, Embedder e) { int i = 0; One(); while (i < xs.Count) { One(); } void One() { [|e.Embed(xs[i])|]; i++; } }") { Region = "While" },
        new("local functions that call each other", "void M(string x, Embedder e) { void One() { [|e.Embed(x)|]; Two(); } void Two() { One(); } }") { Region = "none" },
        new("recursive local function", "void M(string x, Embedder e) { void One(string s) { [|e.Embed(s)|]; One(s); } }") { Region = "none" },
        new("loop that always breaks", "void M(List<string> xs, Embedder e) { foreach (var x in xs) { [|e.Embed(x)|]; break; } }") { Region = "none" },
        new("loop that always returns", "float[]? M(List<string> xs, Embedder e) { foreach (var x in xs) { return [|e.Embed(x)|]; } return null; }") { Region = "none" },
        new("loop that continues or breaks", "void M(List<string> xs, Embedder e) { foreach (var x in xs) { if (x == \"\") continue; [|e.Embed(x)|]; break; } }") { Region = "ForEach", Guarded = false, Feeds = true },
        new("do while false", "void M(string x, Embedder e) { do { [|e.Embed(x)|]; } while (false); }") { Region = "none" },
        new("for of one turn", "void M(string x, Embedder e) { for (int i = 0; i < 1; i++) { [|e.Embed(x)|]; } }") { Region = "none" },
        new("foreach of one element", "void M(string x, Embedder e) { foreach (var y in new[] { x }) { [|e.Embed(y)|]; } }") { Region = "none" },
        new("one turn inside another loop", "void M(List<string> xs, Embedder e) { foreach (var x in xs) do { [|e.Embed(x)|]; } while (false); }") { Region = "ForEach" },
        new("Aggregate", "string M(List<string> xs, Embedder e) => xs.Aggregate(\"\", (a, x) => a + [|e.Embed(x)|].Length);") { Region = "Linq", Feeds = false },
        new("result selector of Aggregate", "int M(List<string> xs, Counter c) => xs.Aggregate(\"\", (a, x) => a + x, a => [|c.Count(a)|]);") { Region = "none" },
        new("lambda in a local, without parameters", "void M(List<string> xs, Embedder e) { int i = 0; Action f = () => { [|e.Embed(xs[i])|]; i++; }; f(); while (i < xs.Count) f(); }") { Region = "While" },
        new("lambda in a local, handed on", "void Take(Action a) { } void M(List<string> xs, Embedder e) { Action f = () => { [|e.Embed(xs[0])|]; }; Take(f); foreach (var x in xs) f(); }") { Region = "none" },
        new("lambda in a local", "void M(List<string> xs, Embedder e) { Func<string, float[]> f = s => [|e.Embed(s)|]; foreach (var x in xs) f(x); }") { Region = "none" },
    ];

    private static IEnumerable<HotPathCase> LoopCarried =>
    [
        new("autoregressive decoding", """
            void M(Layer model, Tensor start, int n)
            {
                var x = start;
                for (int i = 0; i < n; i++) { var logits = [|model.Forward(x)|]; x = x.Add(logits.ArgMax()); }
            }
            """) { Feeds = true },
        new("autoregressive decoding into a list", """
            void M(Func<List<int>, int> next, List<int> tokens, int n)
            {
                for (int i = 0; i < n; i++) { int token = [|next(tokens)|]; tokens.Add(token); }
            }
            """) { Feeds = true },
        new("stop at end of sequence", """
            void M(Layer model, Tensor[] xs)
            {
                foreach (var x in xs) { var t = [|model.Forward(x)|].Item(); if (t == 2) break; Console.WriteLine(t); }
            }
            """) { Feeds = true },
        new("denoising", """
            void M(Layer unet, Scheduler s, Tensor latents)
            {
                foreach (var t in s.Steps) { var noise = [|unet.Forward(latents)|]; latents = s.Step(noise, t, latents); }
            }
            """) { Feeds = true },
        new("denoising into a field", """
            Tensor latents = null!;
            void M(Layer unet, int n) { for (int t = 0; t < n; t++) { var noise = [|unet.Forward(latents)|]; this.latents = latents - noise * 0.1f; } }
            """) { Feeds = true },
        new("denoising through a method of the class", """
            Tensor latents = null!;
            void Apply(Tensor noise) { this.latents = this.latents - noise; }
            void M(Layer unet, int n) { for (int t = 0; t < n; t++) { var noise = [|unet.Forward(latents)|]; Apply(noise); } }
            """) { Feeds = true },
        new("denoising through a method two calls away", """
            Tensor latents = null!;
            void Apply(Tensor noise) { Inner(noise); }
            void Inner(Tensor noise) { latents = latents - noise; }
            void M(Layer unet, int n) { for (int t = 0; t < n; t++) { Apply([|unet.Forward(latents)|]); } }
            """) { Feeds = true },
        new("layer chain", "Tensor M(List<Layer> layers, Tensor x) { foreach (var layer in layers) { x = [|layer.Forward(x)|]; } return x; }") { Feeds = true },
        new("layer chain by index", "Tensor M(Layer[] layers, Tensor x) { for (int i = 0; i < layers.Length; i++) { x = [|layers[i].Forward(x)|]; } return x; }") { Feeds = true },
        new("layer chain by Aggregate", "Tensor M(List<Layer> layers, Tensor x) => layers.Aggregate(x, (h, layer) => [|layer.Forward(h)|]);") { Feeds = true },
        new("layer chain with residual", "Tensor M(List<Layer> layers, Tensor x) { foreach (var layer in layers) { var h = [|layer.Forward(x)|]; x = x.Add(h); } return x; }") { Feeds = true },
        new("chat loop", """
            async Task M(Chat chat, List<Message> history)
            {
                for (int i = 0; i < 5; i++) { var reply = await [|chat.SendAsync(history)|]; history.Add(new Message { Text = reply }); }
            }
            """) { Feeds = true },
        new("chat loop through a helper", """
            readonly List<Message> history = new();
            void Remember(string reply) { history.Add(new Message { Text = reply }); }
            async Task M(Chat chat) { for (int i = 0; i < 5; i++) { var reply = await [|chat.SendAsync(history)|]; Remember(reply); } }
            """) { Feeds = true },
        new("chat loop through a helper with an argument", """
            static void Remember(List<Message> all, string reply) { all.Add(new Message { Text = reply }); }
            async Task M(Chat chat, List<Message> history) { for (int i = 0; i < 5; i++) { var reply = await [|chat.SendAsync(history)|]; Remember(history, reply); } }
            """) { Feeds = true },
        new("chat loop with a prompt built by a method", """
            readonly List<string> turns = new();
            string Prompt() => string.Join("\n", turns);
            async Task M(Chat chat) { for (int i = 0; i < 5; i++) { var reply = await [|chat.AskAsync(Prompt())|]; turns.Add(reply); } }
            """) { Feeds = true },
        new("interactive query loop", """
            void M(Embedder e)
            {
                while (true) { var question = Console.ReadLine(); if (question == "exit") break; var v = [|e.Embed(question!)|]; Console.WriteLine(v.Length); }
            }
            """) { Feeds = true },
        new("service loop", """
            async Task M(ChannelReader<string> jobs, Embedder e, CancellationToken token)
            {
                while (!token.IsCancellationRequested) { var job = await jobs.ReadAsync(token); var v = await [|e.EmbedAsync(job)|]; Console.WriteLine(v.Length); }
            }
            """) { Feeds = true },
        new("tool-call loop", """
            async Task M(Chat chat, List<Message> history)
            {
                while (true) { var reply = await [|chat.SendAsync(history)|]; if (!reply.StartsWith("call")) { break; } history.Add(new Message { Text = reply }); }
            }
            """) { Feeds = true },
        new("retry until true", "void M(Embedder e, string x) { var ok = false; while (!ok) { var v = [|e.Embed(x)|]; ok = v.Length > 0; } }") { Feeds = true },
        new("retry with catch", """
            async Task<float[]?> M(Embedder e, string x)
            {
                for (int attempt = 0; attempt < 3; attempt++) { try { return await [|e.EmbedAsync(x)|]; } catch (IOException) { await Task.Delay(10); } }
                return null;
            }
            """) { Feeds = true },
        new("retry with break", """
            async Task M(Embedder e, Chunk c)
            {
                for (int attempt = 0; attempt < 3; attempt++) { try { c.Vector = await [|e.EmbedAsync(c.Text)|]; break; } catch (IOException) { await Task.Delay(10); } }
            }
            """) { Feeds = true },
        new("retry with a flag", """
            async Task M(Embedder e, Chunk c)
            {
                var done = false; var tries = 0;
                while (!done && tries < 3) { try { c.Vector = await [|e.EmbedAsync(c.Text)|]; done = true; } catch (IOException) { tries++; } }
            }
            """) { Feeds = true },
        new("retry of the same index", """
            void M(Embedder e, List<string> xs, List<float[]> r)
            {
                var i = 0;
                while (i < xs.Count) { var v = [|e.Embed(xs[i])|]; if (v.Length == 0) continue; r.Add(v); i++; }
            }
            """) { Feeds = true },
        new("convergence", "void M(Layer l, Tensor x, float eps) { var diff = 1f; while (diff > eps) { var y = [|l.Forward(x)|]; diff = y.Item(); } }") { Feeds = true },
        new("search that stops", "string? M(Counter c, List<string> xs) { foreach (var x in xs) { if ([|c.Count(x)|] > 100) return x; } return null; }") { Feeds = true },
        new("budget that stops", "void M(Counter c, List<string> xs) { var sum = 0; foreach (var x in xs) { sum += [|c.Count(x)|]; if (sum > 100) break; } }") { Feeds = true },
        new("flag in an if", """
            void M(Embedder e, List<string> xs) { var found = false; foreach (var x in xs) { if (!found) { var v = [|e.Embed(x)|]; if (v[0] > 0) found = true; } } }
            """) { Feeds = true },
        new("Any stops early", "bool M(Counter c, List<string> xs) => xs.Any(x => [|c.Count(x)|] > 100);") { Feeds = true },
        new("First after Select stops early", "float[] M(Embedder e, List<string> xs) => xs.Select(x => [|e.Embed(x)|]).First(v => v[0] > 0);") { Feeds = true },
        new("work list", """
            void M(Embedder e, Queue<Chunk> q)
            {
                while (q.Count > 0) { var c = q.Dequeue(); var v = [|e.Embed(c.Text)|]; if (v[0] > 0) foreach (var k in c.Children) q.Enqueue(k); }
            }
            """) { Feeds = true },
        new("linked states", "void M(Layer l, Tensor s) { Tensor? state = null; for (int i = 0; i < 9; i++) { state = [|l.Forward(state ?? s)|]; } }") { Feeds = true },
        new("tuple state", "void M(Func<int, int, (int, int)> f) { var (a, b) = (0, 1); for (int i = 0; i < 9; i++) { (a, b) = [|f(a, b)|]; } }") { Feeds = true },
        new("element of an earlier turn", "void M(Layer l, Tensor[] x) { for (int i = 1; i < x.Length; i++) { x[i] = [|l.Forward(x[i - 1])|]; } }") { Feeds = true },
        new("state in an object", "void M(Layer l, Chunk c, Embedder e) { for (int i = 0; i < 9; i++) { var v = [|e.Embed(c.Text)|]; c.Text = v.Length.ToString(); } }") { Feeds = true },
        new("out state", "bool Next(int s, out int t) => throw null!; void M() { int s = 0; for (int i = 0; i < 9; i++) { [|Next(s, out s)|]; } }") { Feeds = true },
        new("device buffer written back", """
            void M(Action<Buffer> kernel, Buffer a, int n)
            {
                for (int i = 0; i < n; i++) { kernel(a); var host = [|a.GetAsArray1D()|]; host[0] += 1; a.CopyFromCPU(host); }
            }
            """) { Feeds = true },
        new("copied to the host and back", """
            void M(Action<Buffer> kernel, Buffer a, float[] host, int n)
            {
                for (int i = 0; i < n; i++) { kernel(a); [|a.CopyToCPU(host)|]; a.CopyFromCPU(host); }
            }
            """) { Feeds = true },
        new("flag read from the device", """
            void M(Action<Buffer> kernel, Buffer flag) { while (true) { kernel(flag); var f = [|flag.GetAsArray1D()|]; if (f[0] != 0) return; } }
            """) { Feeds = true },
        new("learning rate set by the result", """
            void M(Layer l, Optimizer o, Tensor[] xs) { foreach (var x in xs) { var loss = [|l.Forward(x).Item()|]; o.Rate = loss * 0.1f; o.Step(); } }
            """) { Feeds = true },
        new("state in a captured local", """
            void M(Layer l, List<Tensor> xs, Tensor h) { xs.ForEach(x => { h = [|l.Forward(h.Add(x))|]; }); }
            """) { Feeds = true },
        new("state through a local function", """
            void M(Layer l, Tensor h, int n) { for (int i = 0; i < n; i++) { Keep([|l.Forward(h)|]); } void Keep(Tensor t) { h = t; } }
            """) { Feeds = true },
        new("state through an alias", """
            void M(Chat chat, List<Message> history) { var all = history; for (int i = 0; i < 5; i++) { var r = [|chat.SendAsync(history)|].Result; all.Add(new Message { Text = r }); } }
            """) { Feeds = true },
    ];
}
