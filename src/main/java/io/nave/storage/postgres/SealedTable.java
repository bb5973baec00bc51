package io.nave.storage.postgres;

/** A table with a pair of sealed keys, and how its rows are found and named. */
enum SealedTable {
    DEVICES("device", "device_id", "''") {
        @Override
        String owner(Object[] row) {
            return (String) row[0];
        }
    },
    MODULES("module", "device_id", "module_id") {
        @Override
        String owner(Object[] row) {
            return row[0] + "/" + row[1];
        }
    },
    POLICIES("shared_access_policy", "name", "''") {
        @Override
        String owner(Object[] row) {
            return KeyVault.ownerOfPolicy((String) row[0]);
        }
    };

    private final String select;
    private final String update;

    SealedTable(String table, String first, String second) {
        this.select = "select " + first + ", " + second + ", primary_key, secondary_key from " + table
                + " where primary_key not like :present or secondary_key not like :present limit :max for update";
        this.update = "update " + table + " set primary_key = :primary, secondary_key = :secondary where " + first
                + " = :first and " + second + " = :second";
    }

    /** Selects rows that are not sealed with the present key: two names, two sealed keys. */
    String select() {
        return select;
    }

    String update() {
        return update;
    }

    /** Whose keys a selected row holds, in the words that they were sealed with. */
    abstract String owner(Object[] row);
}
