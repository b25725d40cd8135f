namespace ActorVm.Persistence;

/// <summary>One step forward of the schema, for each database. Never changed once released; there is no way back.</summary>
internal sealed record Migration(int Number, string Name, string Sqlite, string Postgres)
{
    /// <summary>Everything the store keeps, in an order in which it can be deleted.</summary>
    public static readonly string[] TableNames = ["tags", "snapshot", "journal", "discoveries", "work", "runs"];

    private const string AkkaOnSqlite =
        """
        CREATE TABLE IF NOT EXISTS [journal] (
            [ordering] INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            [created] BigInt NOT NULL,
            [deleted] Bit NOT NULL,
            [persistence_id] NVarChar(255) NOT NULL,
            [sequence_number] BigInt NOT NULL,
            [message] VarBinary NOT NULL,
            [manifest] NVarChar(500) NULL,
            [identifier] INTEGER NULL,
            [writer_uuid] NVarChar(128) NULL
        );
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
        CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);
        CREATE TABLE IF NOT EXISTS [tags] (
            [ordering_id] INTEGER NOT NULL,
            [tag] NVarChar(64) NOT NULL,
            [sequence_nr] INTEGER NOT NULL,
            [persistence_id] NVarChar(255) NOT NULL,
            CONSTRAINT [PK_tags] PRIMARY KEY ([ordering_id], [tag])
        );
        CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
        CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);
        CREATE TABLE IF NOT EXISTS [snapshot] (
            [persistence_id] NVarChar(255) NOT NULL,
            [sequence_number] BigInt NOT NULL,
            [created] BigInt NOT NULL,
            [snapshot] VarBinary NULL,
            [manifest] NVarChar(500) NULL,
            [serializer_id] INTEGER NULL,
            CONSTRAINT [PK_snapshot] PRIMARY KEY ([persistence_id], [sequence_number])
        );
        CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);
        CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);
        """;

    private const string AkkaOnPostgres =
        """
        CREATE TABLE IF NOT EXISTS journal (
            ordering BIGINT GENERATED ALWAYS AS IDENTITY,
            created BIGINT NOT NULL,
            deleted BOOLEAN NOT NULL,
            persistence_id VARCHAR(255) NOT NULL,
            sequence_number BIGINT NOT NULL,
            message BYTEA NOT NULL,
            manifest VARCHAR(500) NULL,
            identifier INT NULL,
            writer_uuid VARCHAR(128) NULL,
            CONSTRAINT "PK_journal" PRIMARY KEY (ordering),
            CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number)
        );
        CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
        CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);
        CREATE TABLE IF NOT EXISTS tags (
            ordering_id BIGINT NOT NULL,
            tag VARCHAR(64) NOT NULL,
            sequence_nr BIGINT NOT NULL,
            persistence_id VARCHAR(255) NOT NULL,
            CONSTRAINT "PK_tags" PRIMARY KEY (ordering_id, tag)
        );
        CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
        CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);
        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id VARCHAR(255) NOT NULL,
            sequence_number BIGINT NOT NULL,
            created BIGINT NOT NULL,
            snapshot BYTEA NULL,
            manifest VARCHAR(500) NULL,
            serializer_id INT NULL,
            CONSTRAINT "PK_snapshot" PRIMARY KEY (persistence_id, sequence_number)
        );
        CREATE INDEX IF NOT EXISTS snapshot_sequence_number_idx ON snapshot (sequence_number);
        CREATE INDEX IF NOT EXISTS snapshot_created_idx ON snapshot (created);
        """;

    /// <summary>All, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [AkkaTables(), OwnTables()];

    /// <remarks>
    /// Names, columns, types and indices of the default schema of Akka.Persistence.Sql (table-mapping = default,
    /// tag-write-mode = TagTable), as its auto-initialize makes them.
    /// </remarks>
    private static Migration AkkaTables() => new(
        1,
        "journal, tags and snapshot as Akka.Persistence.Sql has them",
        AkkaOnSqlite,
        AkkaOnPostgres);

    private static Migration OwnTables()
    {
        const string Both = """
            CREATE TABLE runs (
                id {ID},
                persistence_id VARCHAR(255) NOT NULL UNIQUE,
                name VARCHAR(255) NULL UNIQUE,
                facts {BYTES} NOT NULL,
                facts_hash {BYTES} NOT NULL,
                holder VARCHAR(255) NULL,
                lease VARCHAR(64) NULL,
                lease_until BIGINT NOT NULL,
                updated BIGINT NOT NULL
            );
            CREATE TABLE work (
                persistence_id VARCHAR(255) NOT NULL,
                number BIGINT NOT NULL,
                state INT NOT NULL,
                item {BYTES} NOT NULL,
                outcome {BYTES} NULL,
                hash {BYTES} NOT NULL,
                holder VARCHAR(255) NULL,
                lease VARCHAR(64) NULL,
                lease_until BIGINT NOT NULL,
                PRIMARY KEY (persistence_id, number)
            );
            CREATE INDEX work_state_idx ON work (persistence_id, state, number);
            CREATE TABLE discoveries (
                persistence_id VARCHAR(255) NOT NULL,
                number BIGINT NOT NULL,
                property VARCHAR(255) NOT NULL,
                story {BYTES} NOT NULL,
                hash {BYTES} NOT NULL,
                PRIMARY KEY (persistence_id, number)
            );
            """;
        return new(
            2,
            "runs, explorations and what they found",
            Both.Replace("{ID}", "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal).Replace("{BYTES}", "BLOB", StringComparison.Ordinal),
            Both.Replace("{ID}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal).Replace("{BYTES}", "BYTEA", StringComparison.Ordinal));
    }
}
