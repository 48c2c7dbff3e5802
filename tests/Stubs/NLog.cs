// Signature-only stub of NLog 5.x, from its documentation ids.
namespace NLog
{
    public interface ILoggerBase { }

    public interface ILogger : ILoggerBase
    {
        bool IsDebugEnabled { get; }
        void Debug(string message, int argument);
        void Info(string message);
        void Warn(string message, int argument);
    }
}
