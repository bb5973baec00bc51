package io.nave.hub.jobs;

import java.util.regex.Pattern;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;

/** The name of a file that jobs read or write: a folder, which stands for a blob container, and a name in it. */
public record JobFile(String folder, String name) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    /** Fails with ARGUMENT_INVALID when either is no name: there are no folders inside folders. */
    public JobFile {
        if (!isName(folder) || !isName(name)) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "Folders and files have names of 1 to 128 letters, digits, '-', '_' and '.', not beginning with '.'");
        }
    }

    /** Whether a text can be the name of a folder or a file. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public String toString() {
        return folder + "/" + name;
    }
}
