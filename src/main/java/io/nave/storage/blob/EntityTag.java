package io.nave.storage.blob;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** Tells one writing of a blob from another: its time in microseconds, which writing sets, and its size. */
record EntityTag(String hex) {

    static EntityTag of(BasicFileAttributes file) {
        return new EntityTag(Long.toHexString(file.lastModifiedTime().to(TimeUnit.MICROSECONDS)) + "-"
                + Long.toHexString(file.size()));
    }

    /** With its quotation marks. */
    String text() {
        return "\"0x" + hex + "\"";
    }
}
