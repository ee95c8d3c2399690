using System;
using Iostx;

internal static class First
{
    private static void Main(string[] arguments)
    {
        using (Store store = Store.Open(arguments[0]))
        using (Folder calendar = store.OpenFolder(SpecialFolder.Calendar))
        using (Item dinner = calendar.CreateItem())
        using (Session session = store.OpenSession())
        {
            foreach (Values folder in store.ListFolders(store.GetSpecialFolder(SpecialFolder.IpmSubtree)))
                Console.WriteLine(folder.Text(Tag.DisplayName));
            dinner.SetValues(new Values { { Tag.MessageClass, "IPM.Appointment" }, { Tag.Subject, "Dinner" }, { Tag.StartDate, new DateTime(2026, 12, 24, 18, 0, 0, DateTimeKind.Utc) } });
            dinner.Content = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//first//EN\r\nBEGIN:VEVENT\r\nUID:dinner@example.org\r\nDTSTAMP:20261201T000000Z\r\nDTSTART:20261224T180000Z\r\nSUMMARY:Dinner\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
            dinner.Save();
            Console.WriteLine(session.Replicate(new FileSync.DirectoryRemote(arguments[1])).Up.Created + " uploaded");
        }
    }
}
