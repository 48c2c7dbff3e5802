// Signature-only stub of Serilog 3.x, from its documentation ids.
namespace Serilog.Events
{
    public enum LogEventLevel { Verbose, Debug, Information, Warning, Error, Fatal }
}

namespace Serilog
{
    public interface ILogger
    {
        bool IsEnabled(Events.LogEventLevel level);
        void Write<T>(Events.LogEventLevel level, string messageTemplate, T propertyValue);
        void Debug<T>(string messageTemplate, T propertyValue);
        void Debug(string messageTemplate, params object?[]? propertyValues);
        void Information<T>(string messageTemplate, T propertyValue);
        void Warning<T>(string messageTemplate, T propertyValue);
    }

    public static class Log
    {
        public static bool IsEnabled(Events.LogEventLevel level) => throw null!;
        public static void Debug<T>(string messageTemplate, T propertyValue) => throw null!;
        public static void Verbose<T>(string messageTemplate, T propertyValue) => throw null!;
        public static void Error<T>(string messageTemplate, T propertyValue) => throw null!;
    }
}
