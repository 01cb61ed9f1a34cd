// What the classes use of ServiceStack, in its place: they compile without it.

using System;

namespace ServiceStack
{
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class RouteAttribute : Attribute
    {
        public string Path { get; private set; }
        public string Verbs { get; private set; }

        public RouteAttribute(string path, string verbs)
        {
            Path = path;
            Verbs = verbs;
        }
    }

    public interface IReturn<T> {}

    public interface IReturnVoid {}

    public interface IGet {}

    public interface IPost {}

    public interface IPut {}

    public interface IPatch {}

    public interface IDelete {}
}
