namespace PerfProof.Tests.HotPath;

public static partial class HotPathCases
{
    private static IEnumerable<HotPathCase> NotLoopCarried =>
    [
        new("vector stored in the element", "async Task M(Embedder e, List<Chunk> cs) { foreach (var c in cs) { c.Vector = await [|e.EmbedAsync(c.Text)|]; } }") { Feeds = false, Reads = false },
        new("vector stored and upserted", "async Task M(Embedder e, Store s, List<Chunk> cs) { foreach (var c in cs) { c.Vector = await [|e.EmbedAsync(c.Text)|]; await s.UpsertAsync(c); } }") { Feeds = false },
        new("vector stored by index", "void M(Embedder e, List<Chunk> cs) { for (int i = 0; i < cs.Count; i++) { cs[i].Vector = [|e.Embed(cs[i].Text)|]; } }") { Feeds = false },
        new("vector stored through a local", "void M(Embedder e, List<Chunk> cs) { for (int i = 0; i < cs.Count; i++) { var c = cs[i]; c.Vector = [|e.Embed(c.Text)|]; } }") { Feeds = false },
        new("vector set by a method", "void M(Embedder e, List<Chunk> cs) { foreach (var c in cs) { c.SetVector([|e.Embed(c.Text)|]); } }") { Feeds = false },
        new("vectors into an array", "void M(Embedder e, string[] xs, float[][] vs) { for (int i = 0; i < xs.Length; i++) { vs[i] = [|e.Embed(xs[i])|]; } }") { Feeds = false },
        new("in place by index", "void M(Layer l, Tensor[] xs) { for (int i = 0; i < xs.Length; i++) { xs[i] = [|l.Forward(xs[i])|]; } }") { Feeds = false },
        new("results collected", "void M(Embedder e, List<string> xs, List<float[]> r) { foreach (var x in xs) { r.Add([|e.Embed(x)|]); } }") { Feeds = false },
        new("results collected in a dictionary", "void M(Embedder e, List<string> xs, Dictionary<string, float[]> r) { foreach (var x in xs) { r[x] = [|e.Embed(x)|]; } }") { Feeds = false },
        new("results yielded", "IEnumerable<float[]> M(Embedder e, List<string> xs) { foreach (var x in xs) { yield return [|e.Embed(x)|]; } }") { Feeds = false },
        new("sum", "int M(Counter c, List<string> xs) { var sum = 0; foreach (var x in xs) { sum += [|c.Count(x)|]; } return sum; }") { Feeds = false },
        new("best of", "void M(Counter c, List<string> xs) { var best = 0; string? at = null; foreach (var x in xs) { var n = [|c.Count(x)|]; if (n > best) { best = n; at = x; } } }") { Feeds = false },
        new("skipped by the result", "void M(Counter c, List<string> xs, List<string> r) { foreach (var x in xs) { if ([|c.Count(x)|] > 10) continue; r.Add(x); } }") { Feeds = false },
        new("thrown on a bad result", "void M(Embedder e, List<string> xs, List<float[]> r) { foreach (var x in xs) { var v = [|e.Embed(x)|]; if (v.Length == 0) throw new Exception(); r.Add(v); } }") { Feeds = false },
        new("stored through a method of the class", """
            readonly Embedder e = new(); readonly Store s = new();
            async Task Save(Chunk c, float[] v) { c.Vector = v; await s.UpsertAsync(c); }
            async Task M(List<Chunk> cs) { foreach (var c in cs) { var v = await [|e.EmbedAsync(c.Text)|]; await Save(c, v); } }
            """) { Feeds = false },
        new("error counted", """
            async Task M(Embedder e, List<Chunk> cs, Log log)
            {
                var failed = 0;
                foreach (var c in cs) { try { c.Vector = await [|e.EmbedAsync(c.Text)|]; } catch (IOException x) { failed++; log.Info(x.Message); } }
            }
            """) { Feeds = false },
        new("cancelled between turns", """
            async Task M(Embedder e, List<Chunk> cs, CancellationToken token)
            {
                foreach (var c in cs) { if (token.IsCancellationRequested) break; c.Vector = await [|e.EmbedAsync(c.Text, token)|]; }
            }
            """) { Feeds = false },
        new("progress reported", "void M(Embedder e, List<Chunk> cs, Log log) { var n = 0; foreach (var c in cs) { c.Vector = [|e.Embed(c.Text)|]; n++; log.Info($\"{n} of {cs.Count}: {c.Vector.Length}\"); } }") { Feeds = false },
        new("queue drained", "void M(Embedder e, Queue<string> q, List<float[]> r) { while (q.Count > 0) { r.Add([|e.Embed(q.Dequeue())|]); } }") { Feeds = false },
        new("lines read", "void M(Embedder e, StreamReader f, List<float[]> r) { string? line; while ((line = f.ReadLine()) != null) { r.Add([|e.Embed(line)|]); } }") { Feeds = false },
        new("local assigned before it is read", "void M(Embedder e, List<Chunk> cs) { string text; foreach (var c in cs) { text = c.Text; c.Vector = [|e.Embed(text)|]; } }") { Feeds = false },
        new("two stages per item", "void M(Layer a, Layer b, List<Tensor> xs, List<Tensor> r) { foreach (var x in xs) { var h = [|a.Forward(x)|]; r.Add(b.Forward(h)); } }") { Feeds = false },
        new("chain within a turn", "void M(Layer a, List<Tensor> xs, List<Tensor> r) { foreach (var x in xs) { var h = [|a.Forward(x)|]; h = h.Add(x); r.Add(h); } }") { Feeds = false },
        new("synchronised every turn", "void M(Action<Buffer> kernel, Accelerator a, Buffer[] bs) { foreach (var b in bs) { kernel(b); [|a.Synchronize()|]; } }") { Feeds = false },
        new("synchronised every step", "void M(Action<Buffer> kernel, Accelerator a, Buffer b, int n) { for (int i = 0; i < n; i++) { kernel(b); [|a.Synchronize()|]; } }") { Feeds = false },
        new("metric summed", "float M(Layer l, List<Tensor> xs) { var sum = 0f; foreach (var x in xs) { var loss = l.Forward(x); sum += [|loss.Item()|]; } return sum; }") { Feeds = false },
        new("read back and collected", "void M(Action<Buffer> kernel, Buffer b, List<float[]> r, int n) { for (int i = 0; i < n; i++) { kernel(b); r.Add([|b.GetAsArray1D()|]); } }") { Feeds = false },
        new("copied into a reused array", "void M(Action<Buffer> kernel, Buffer b, float[] host, int n) { var sum = 0f; for (int i = 0; i < n; i++) { kernel(b); [|b.CopyToCPU(host)|]; sum += host[0]; } }") { Feeds = false },
        new("element of an in-place batch", "void M(Embedder e, Chunk[] cs, Store s) { foreach (var c in cs) { var v = [|e.Embed(c.Text)|]; s.Put(c.Id, v); } }") { Feeds = false },
        new("skipped when stored", "async Task M(Embedder e, Store s, List<Chunk> cs) { foreach (var c in cs) { if (s.Has(c.Id)) continue; c.Vector = await [|e.EmbedAsync(c.Text)|]; await s.UpsertAsync(c); } }") { Feeds = false },
        new("collection that the store gives", "async Task M(Embedder e, Store s) { foreach (var c in s.All()) { c.Vector = await [|e.EmbedAsync(c.Text)|]; await s.UpsertAsync(c); } }") { Feeds = false },
        new("nested call in an initialiser", "void M(Embedder e, List<string> xs, List<Chunk> r) { foreach (var x in xs) { r.Add(new Chunk { Text = x, Vector = [|e.Embed(x)|] }); } }") { Feeds = false },
        new("Select into objects", "List<Chunk> M(Embedder e, List<string> xs) => xs.Select(x => new Chunk { Text = x, Vector = [|e.Embed(x)|] }).ToList();") { Feeds = false },
        new("Select with a body", "List<Chunk> M(Embedder e, List<string> xs) => xs.Select(x => { var v = [|e.Embed(x)|]; return new Chunk { Text = x, Vector = v }; }).ToList();") { Feeds = false },
        new("while with a counter", "void M(Embedder e, List<Chunk> cs) { var i = 0; while (i < cs.Count) { cs[i].Vector = [|e.Embed(cs[i].Text)|]; i++; } }") { Feeds = false },
        new("inner retry seen from outside", "void M(Embedder e, List<Chunk> cs) { foreach (var c in cs) { c.Vector = [|e.Embed(c.Text)|]; foreach (var k in c.Children) { k.Vector = c.Vector; } } }") { Feeds = false },
    ];

    private static IEnumerable<HotPathCase> Values =>
    [
        new("parameter", "void M(Counter c, List<string> xs, string prompt) { foreach (var x in xs) { c.Count([|prompt|]); } }") { Invariant = true, Reads = false },
        new("element", "void M(Counter c, List<string> xs) { foreach (var x in xs) { c.Count([|x|]); } }") { Invariant = false, Reads = false },
        new("indexed element", "void M(Counter c, List<string> xs) { for (int i = 0; i < xs.Count; i++) { c.Count([|xs[i]|]); } }") { Invariant = false, Reads = false },
        new("element at a fixed index", "void M(Counter c, string[] xs) { for (int i = 0; i < xs.Length; i++) { c.Count([|xs[0]|]); } }") { Invariant = true, Reads = false },
        new("element at a fixed index of a written array", "void M(Counter c, string[] xs) { for (int i = 0; i < xs.Length; i++) { xs[i] = \"\"; c.Count([|xs[0]|]); } }") { Invariant = false },
        new("constant", "void M(Counter c, List<string> xs) { foreach (var x in xs) { c.Count([|\"You are a helper.\"|]); } }") { Invariant = true, Reads = false },
        new("constants and parameters joined", "void M(Counter c, List<string> xs, string a) { foreach (var x in xs) { c.Count([|a + \"\\n\" + a.Trim()|]); } }") { Invariant = true, Reads = false },
        new("interpolation of parameters", "void M(Counter c, List<string> xs, string a, int n) { foreach (var x in xs) { c.Count([|$\"{a}: {n}\"|]); } }") { Invariant = true },
        new("interpolation of the element", "void M(Counter c, List<string> xs, string a) { foreach (var x in xs) { c.Count([|$\"{a}: {x}\"|]); } }") { Invariant = false, Reads = false },
        new("local of the region", "void M(Counter c, List<string> xs, string a) { foreach (var x in xs) { var head = a + \"!\"; c.Count([|head|]); } }") { Invariant = true },
        new("local of the region from the element", "void M(Counter c, List<string> xs, string a) { foreach (var x in xs) { var head = a + x; c.Count([|head|]); } }") { Invariant = false, Reads = false },
        new("readonly field", "readonly string prompt = \"\"; void Log() { } void M(Counter c, List<string> xs) { foreach (var x in xs) { Log(); c.Count([|prompt|]); } }") { Invariant = true },
        new("field that nothing writes", "string prompt = \"\"; void M(Counter c, List<string> xs) { foreach (var x in xs) { c.Count([|this.prompt|]); } }") { Invariant = true, Reads = false },
        new("field written in the region", "string prompt = \"\"; void M(Counter c, List<string> xs) { foreach (var x in xs) { c.Count([|prompt|]); prompt += x; } }") { Invariant = false, Reads = true },
        new("field written by a method", "string prompt = \"\"; void Grow(string x) { prompt += x; } void M(Counter c, List<string> xs) { foreach (var x in xs) { c.Count([|prompt|]); Grow(x); } }") { Invariant = false, Reads = true },
        new("field that a method only reads", "string prompt = \"\"; int Length(string x) { return prompt.Length + x.Length; } void M(Counter c, List<string> xs) { foreach (var x in xs) { c.Count([|prompt|]); Length(x); } }") { Invariant = true },
        new("growing text", "void M(Counter c, List<string> xs) { var text = \"\"; foreach (var x in xs) { text += x; c.Count([|text|]); } }") { Invariant = false, Reads = true },
        new("growing candidate", "void M(Counter c, List<string> xs) { var text = \"\"; foreach (var x in xs) { var next = text + x; if (c.Count([|next|]) < 10) text = next; } }") { Invariant = false, Reads = true },
        new("growing sum of text", "void M(Counter c, List<string> xs) { var text = \"\"; foreach (var x in xs) { if (c.Count([|text + x|]) < 10) { text = text + x; } else { text = x; } } }") { Invariant = false, Reads = true },
        new("shrinking text", "void M(Counter c, string text) { while (c.Count([|text|]) > 10) { text = text.Substring(0, text.Length - 100); } }") { Invariant = false, Reads = true },
        new("growing builder", "void M(Counter c, List<string> xs) { var sb = new StringBuilder(); foreach (var x in xs) { sb.AppendLine(x); c.Count([|sb.ToString()|]); } }") { Invariant = false, Reads = true },
        new("builder cleared every turn", "void M(Counter c, List<string> xs) { var sb = new StringBuilder(); foreach (var x in xs) { sb.Clear(); sb.Append(x); c.Count([|sb.ToString()|]); } }") { Invariant = false, Reads = false },
        new("builder of the turn", "void M(Counter c, List<string> xs) { foreach (var x in xs) { var sb = new StringBuilder(); sb.Append(x); c.Count([|sb.ToString()|]); } }") { Invariant = false, Reads = false },
        new("builder that is left alone", "void M(Counter c, List<string> xs, StringBuilder sb) { foreach (var x in xs) { c.Count([|sb.ToString()|]); } }") { Invariant = true, Reads = false },
        new("growing list joined", "void M(Counter c, List<string> xs) { var lines = new List<string>(); foreach (var x in xs) { lines.Add(x); c.Count([|string.Join(\"\\n\", lines)|]); } }") { Invariant = false, Reads = true },
        new("list joined that is left alone", "void M(Counter c, List<string> xs, List<string> lines) { foreach (var x in xs) { c.Count([|string.Join(\"\\n\", lines)|]); } }") { Invariant = true, Reads = false },
        new("list handed to something unknown", "void M(Counter c, List<string> xs, List<string> lines, Action<List<string>> f) { foreach (var x in xs) { f(lines); c.Count([|string.Join(\"\\n\", lines)|]); } }") { Invariant = false },
        new("incremental count of the tail", "void M(Counter c, List<string> xs) { foreach (var x in xs) { var row = \"| \" + x; c.CountSpan([|row.AsSpan()|]); } }") { Invariant = false, Reads = false },
        new("chunk of a growing offset", "void M(Counter c, string text) { for (int i = 0; i < text.Length; i += 100) { c.Count([|text.Substring(i, 100)|]); } }") { Invariant = false, Reads = false },
        new("offset by a step parameter", "void M(Counter c, string text, int step) { var i = 0; while (i < text.Length) { c.Count([|text.Substring(i)|]); i += step; } }") { Invariant = false, Reads = false },
        new("offset by a computed length", "void M(Counter c, string text) { var i = 0; while (i < text.Length) { var part = text.Substring(i); c.Count([|part|]); i += part.IndexOf('.') + 1; } }") { Invariant = false, Reads = true },
        new("previous element", "void M(Counter c, List<string> xs) { var last = \"\"; foreach (var x in xs) { c.Count([|last|]); last = x; } }") { Invariant = false, Reads = true },
        new("line read into an outer local", "void M(Counter c, StreamReader f) { string? line; while ((line = f.ReadLine()) != null) { c.Count([|line|]); } }") { Invariant = false, Reads = false },
        new("item dequeued", "void M(Counter c, Queue<string> q) { while (q.Count > 0) { var x = q.Dequeue(); c.Count([|x|]); } }") { Invariant = false, Reads = false },
        new("written through ref", "void F(ref string s) { } void M(Counter c, List<string> xs, string s) { foreach (var x in xs) { c.Count([|s|]); F(ref s); } }") { Invariant = false, Reads = true },
        new("written through out", "void M(Counter c, List<string> xs, Dictionary<string, string> d) { string? s = \"\"; foreach (var x in xs) { c.Count([|s|]!); d.TryGetValue(x, out s); } }") { Invariant = false, Reads = true },
        new("written by deconstruction", "void M(Counter c, List<string> xs, string a, string b) { foreach (var x in xs) { c.Count([|a|]); (a, b) = (b, x); } }") { Invariant = false, Reads = true },
        new("written by a captured lambda", "void M(Counter c, List<string> xs, string a) { Action f = () => a = a + \"x\"; foreach (var x in xs) { f(); c.Count([|a|]); } }") { Invariant = false, Reads = true },
        new("written by a local function", "void M(Counter c, List<string> xs, string a) { foreach (var x in xs) { F(); c.Count([|a|]); } void F() { a += \"x\"; } }") { Invariant = false, Reads = true },
        new("property of a parameter", "void M(Counter c, List<string> xs, Chunk k) { foreach (var x in xs) { c.Count([|k.Text|]); } }") { Invariant = true, Reads = false },
        new("property written through another name", "void M(Counter c, List<string> xs, Chunk k) { var same = k; foreach (var x in xs) { same.Text += x; c.Count([|k.Text|]); } }") { Invariant = false, Reads = true },
        new("property of an object that is called", "void M(Counter c, List<string> xs, Chunk k) { foreach (var x in xs) { k.SetVector(new float[1]); c.Count([|k.Text|]); } }") { Invariant = false },
        new("length of a string", "void M(List<string> xs, string a) { foreach (var x in xs) { Console.Write([|a.Length|]); } }") { Invariant = true },
        new("count of a growing list", "void M(List<string> xs, List<string> r) { foreach (var x in xs) { r.Add(x); Console.Write([|r.Count|]); } }") { Invariant = false, Reads = true },
        new("clock", "void M(List<string> xs) { foreach (var x in xs) { Console.Write([|DateTime.Now|]); } }") { Invariant = false },
        new("new identity", "void M(List<string> xs) { foreach (var x in xs) { Console.Write([|Guid.NewGuid()|]); } }") { Invariant = false },
        new("unknown call", "static string Prompt(string a) => throw null!; void M(Counter c, List<string> xs, string a) { foreach (var x in xs) { c.Count([|Prompt(a)|]); } }") { Invariant = false },
        new("pure call", "void M(Counter c, List<string> xs, string a) { foreach (var x in xs) { c.Count([|Path.GetFileName(a)|]); } }") { Invariant = true },
        new("counter in an expression", "void M(List<string> xs) { for (int i = 0; i < xs.Count; i++) { Console.Write([|Math.Max(i, 3)|]); } }") { Invariant = false, Reads = false },
        new("identity of a service", "void M(Counter c, List<string> xs) { foreach (var x in xs) { [|c|].Count(x); } }") { Invariant = true },
        new("service chosen per turn", "void M(List<Counter> cs, string x) { foreach (var c in cs) { [|c|].Count(x); } }") { Invariant = false },
        new("service made per turn", "void M(List<string> xs) { foreach (var x in xs) { var c = new Counter(); [|c|].Count(x); } }") { Invariant = false },
        new("awaited parameter", "async Task M(Counter c, List<string> xs, Task<string> a) { foreach (var x in xs) { c.Count([|await a|]); } }") { Invariant = true },
        new("LINQ over a list that is left alone", "void M(Counter c, List<string> xs, List<string> a) { foreach (var x in xs) { c.Count([|string.Concat(a.Where(s => s.Length > 3))|]); } }") { Invariant = true },
        new("LINQ with the element", "void M(Counter c, List<string> xs, List<string> a) { foreach (var x in xs) { c.Count([|string.Concat(a.Where(s => s != x))|]); } }") { Invariant = false },
        new("parameter in a LINQ lambda", "int M(Counter c, List<string> xs, string prompt) => xs.Sum(x => c.Count([|prompt|]) + c.Count(x));") { Invariant = true, Reads = false },
        new("accumulator of Aggregate", "string M(Counter c, List<string> xs) => xs.Aggregate(\"\", (a, x) => c.Count([|a|]) < 10 ? a + x : a);") { Invariant = false, Reads = true },
        new("index parameter of Select", "void M(List<string> xs, string[] ys, Counter c) { var r = xs.Select((x, i) => c.Count([|ys[i]|])).ToList(); }") { Invariant = false, Reads = false },
    ];
}
