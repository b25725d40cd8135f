using System.Reflection;

namespace ActorVm.Tests.Persistence;

/// <summary>One contract, two databases.</summary>
public sealed class StoreTests
{
    public static TheoryData<string> Sentences =>
        [.. typeof(StoreContract).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void On_SQLite(string sentence) => Check(sentence, Places.File());

    [PostgresTheory]
    [MemberData(nameof(Sentences))]
    public void On_PostgreSQL(string sentence) => Check(sentence, Places.Postgres());

    private static void Check(string sentence, string address) =>
        typeof(StoreContract).GetMethod(sentence)!.CreateDelegate<Action>(new StoreContract(address))();
}
