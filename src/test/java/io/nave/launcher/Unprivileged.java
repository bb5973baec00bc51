package io.nave.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How PostgreSQL runs when the launcher is root, which PostgreSQL refuses to be: in a user namespace of its own, or, where
 * containers
 * forbid those, as user 65534 (nobody), who then owns the cluster's files.
 */
record Unprivileged(List<String> prefix, boolean nobody) {

    private static final int NOBODY = 65534;
    private static final Unprivileged HERE = find();

    static Unprivileged here() {
        return HERE;
    }

    private static Unprivileged find() {
        String user = System.getProperty("user.name");
        boolean root = "root".equals(user);
        if (!root && !"?".equals(user)) { // "?" is a number without a name, as containers give; initdb refuses that, too
            return new Unprivileged(List.of(), false);
        }
        Path unshare = Programs.find("unshare");
        if (unshare != null && Programs.run(List.of(unshare.toString(), "-U", "true")).ok()) {
            return new Unprivileged(List.of(unshare.toString(), "-U"), false);
        }
        Path setpriv = Programs.find("setpriv");
        if (!root || setpriv == null) {
            throw new LaunchFailure("PostgreSQL refuses to run as " + (root ? "root" : "a user without a name")
                    + ", and this machine does not let nave change that (it has tried unshare and setpriv). Start nave as an ordinary user, "
                    + "or name a database by NAVE_DATABASE_URL.");
        }
        return new Unprivileged(List.of(setpriv.toString(), "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), true);
    }

    /** Hands the file to the user that PostgreSQL runs as. */
    void own(Path file) {
        if (!nobody) {
            return;
        }
        try {
            Files.setAttribute(file, "unix:uid", NOBODY);
            Files.setAttribute(file, "unix:gid", NOBODY);
        } catch (IOException e) {
            throw new LaunchFailure(file + " cannot be handed to the user nobody (" + DataDirectory.reason(e) + ").", e);
        }
    }
}
