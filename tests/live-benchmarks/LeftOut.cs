using System.Reflection;

var why = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "WhyNoLiveHost").Value;
Console.WriteLine($"Left out: the live host. {why}.");
