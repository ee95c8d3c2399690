using System;
using Iostx;

internal static class First
{
    private static void Main(string[] arguments)
    {
        using (Store store = Store.Open(arguments[0]))
        using (Folder calendar = store.OpenFolder(SpecialFolder.Calendar))
        using (Item dinner = calendar.CreateItem())
        {
            foreach (Values folder in store.ListFolders(store.GetSpecialFolder(SpecialFolder.IpmSubtree)))
                Console.WriteLine(folder.Text(Tag.DisplayName));
            dinner.SetValues(new Values { { Tag.MessageClass, "IPM.Appointment" }, { Tag.Subject, "Dinner" }, { Tag.MatchKey, "dinner@example.org" } });
            dinner.Content = string.Join("\r\n", "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example.org//first//EN", "BEGIN:VEVENT",
                "UID:dinner@example.org", "DTSTAMP:20261201T000000Z", "DTSTART:20261224T180000Z", "SUMMARY:Dinner", "END:VEVENT", "END:VCALENDAR", "");
            dinner.Save();
            Console.WriteLine(store.Replicate(new FileSync.DirectoryRemote(arguments[1])).Up.Created + " uploaded");
        }
    }
}
