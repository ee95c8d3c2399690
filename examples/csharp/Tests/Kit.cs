using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Threading;
using Iostx;

namespace IostxTests
{
    /// <summary>A test: a static method that is given an empty folder. Its name says what it proves.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class TestAttribute : Attribute
    {
    }

    internal sealed class CheckFailed : Exception
    {
        internal CheckFailed(string message) : base(message)
        {
        }
    }

    internal static class Expect
    {
        internal static void True(bool condition, string what)
        {
            if (!condition)
                throw new CheckFailed(what);
        }

        internal static void Equal<T>(T wanted, T got, string what = "value")
        {
            if (!EqualityComparer<T>.Default.Equals(wanted, got))
                throw new CheckFailed(what + ": expected <" + wanted + ">, got <" + got + ">");
        }

        internal static void Same<T>(IEnumerable<T> wanted, IEnumerable<T> got, string what = "list")
        {
            Equal(string.Join(" | ", wanted), string.Join(" | ", got), what);
        }

        /// <summary>The body throws just this class of exception, which is given back.</summary>
        internal static T Throws<T>(Action body, string what = "the call") where T : Exception
        {
            try
            {
                body();
            }
            catch (Exception thrown)
            {
                if (thrown.GetType() == typeof(T))
                    return (T)thrown;
                throw new CheckFailed(what + ": expected " + typeof(T).Name + ", got " + thrown);
            }
            throw new CheckFailed(what + ": expected " + typeof(T).Name + ", nothing was thrown");
        }

        internal static IostxException Fails(int code, Action body)
        {
            try
            {
                body();
            }
            catch (IostxException thrown)
            {
                Equal(Library.NameOf(code), thrown.CodeName, "code of '" + thrown.Message + "'");
                return thrown;
            }
            throw new CheckFailed("expected " + Library.NameOf(code) + ", nothing was thrown");
        }
    }

    internal static class Runner
    {
        private const int Patience = 60000;

        /// <summary>All tests, or those whose names have one of the words in them. Exit code 1 if any failed.</summary>
        private static int Main(string[] words)
        {
            string work = Path.Combine(Path.GetTempPath(), "iostx-csharp-" + Guid.NewGuid().ToString("N"));
            int passed = 0, failed = 0;
            Directory.CreateDirectory(work);
            foreach (Type type in typeof(Runner).Assembly.GetTypes())
                foreach (MethodInfo method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
                {
                    if (method.GetCustomAttribute<TestAttribute>() == null)
                        continue;
                    string name = method.Name.Replace('_', ' ');
                    if (words.Length > 0 && !Array.Exists(words, word => name.Contains(word)))
                        continue;
                    string folder = Path.Combine(work, method.Name);
                    Directory.CreateDirectory(folder);
                    Exception failure = Run(method, folder);
                    if (failure == null)
                        passed++;
                    else
                        failed++;
                    if (failure != null)
                        Console.WriteLine("  " + failure);
                    Console.WriteLine((failure == null ? "pass " : "FAIL ") + name);
                    Directory.Delete(folder, true);
                }
            Directory.Delete(work, true);
            Console.WriteLine(passed + " passed, " + failed + " failed");
            return failed == 0 ? 0 : 1;
        }

        /// <summary>On a thread of its own, so that nothing on the stack keeps what it made; then all of that must go.</summary>
        private static Exception Run(MethodInfo method, string folder)
        {
            Exception failure = null;
            Thread thread = new Thread(() =>
            {
                try
                {
                    ((Action<string>)Delegate.CreateDelegate(typeof(Action<string>), method))(folder);
                }
                catch (Exception thrown)
                {
                    failure = thrown;
                }
            });
            thread.IsBackground = true;
            thread.Start();
            if (!thread.Join(Patience))
                return new CheckFailed("it has not ended after " + Patience + " ms");
            return failure ?? Remains();
        }

        private static Exception Remains()
        {
            // Finalizers free handles, and a callback's end may let others go.
            for (int i = 0; i < 10 && Library.LiveObjects != 0; i++)
                Collect();
            ulong alive = Library.LiveObjects;
            return alive == 0 ? null : new CheckFailed(alive + " objects of the library are alive after the test");
        }

        internal static void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }
    }

    /// <summary>Collects garbage all the time, from another thread, until it is disposed.</summary>
    internal sealed class Pressure : IDisposable
    {
        private readonly Thread thread;
        private volatile bool stopped;

        internal Pressure()
        {
            thread = new Thread(() =>
            {
                while (!stopped)
                {
                    GC.Collect();
                    Thread.Yield();
                }
            });
            thread.Start();
        }

        public void Dispose()
        {
            stopped = true;
            thread.Join();
        }
    }

    /// <summary>Common work of tests.</summary>
    internal static class Sample
    {
        internal const string Text = "h\u00e9llo \u4e16\u754c \ud83d\ude80";

        internal static Store Open(string folder, string name = "a.iostx")
        {
            return Store.Open(Path.Combine(folder, name));
        }

        internal static ItemId Add(Folder folder, string subject, string content = null)
        {
            using (Item item = folder.CreateItem())
            {
                item[Tag.Subject] = subject;
                if (content != null)
                    item.Content = content;
                item.Save();
                return item.Id;
            }
        }

        internal static List<string> Subjects(Folder folder)
        {
            List<string> subjects = new List<string>();
            foreach (Values row in folder.List(Tag.Subject))
                subjects.Add(row.Text(Tag.Subject));
            subjects.Sort(StringComparer.Ordinal);
            return subjects;
        }
    }
}
