// Signature-only stub of ML.NET: what rules meet at call sites. The real types lie in several assemblies.
using System;
using System.Collections.Generic;

namespace Microsoft.ML
{
    using Microsoft.ML.Data;

    public sealed class DataViewSchema { }

    public interface IDataView
    {
        DataViewSchema Schema { get; }
    }

    public interface ITransformer
    {
        IDataView Transform(IDataView input);
    }

    public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
        where TSrc : class
        where TDst : class, new()
    {
        public void Dispose() => throw null!;
        public TDst Predict(TSrc example) => throw null!;
        public abstract void Predict(TSrc example, ref TDst prediction);
    }

    public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
        where TSrc : class
        where TDst : class, new()
    {
        internal PredictionEngine() { }
        public override void Predict(TSrc example, ref TDst prediction) => throw null!;
    }

    public sealed class DataOperationsCatalog
    {
        internal DataOperationsCatalog() { }
        public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null) where TRow : class => throw null!;
        public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition? schemaDefinition = null) where TRow : class, new() => throw null!;
    }

    public sealed class ModelOperationsCatalog
    {
        internal ModelOperationsCatalog() { }
        public ITransformer Load(string filePath, out DataViewSchema inputSchema) => throw null!;
        public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, bool ignoreMissingColumns = true, SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
            where TSrc : class
            where TDst : class, new() => throw null!;
    }

    public sealed class MLContext
    {
        public MLContext(int? seed = null) { }
        public DataOperationsCatalog Data => throw null!;
        public ModelOperationsCatalog Model => throw null!;
    }
}

namespace Microsoft.ML.Data
{
    public sealed class SchemaDefinition { }
}
