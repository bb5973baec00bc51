package io.nave.hub.jobs;

/**
 * How far an import has come: everything before {@code offset}, which is the end of {@code line}, is done in this pass over
 * this
 * version of the file. The first pass is for devices, the second for modules, which need their device;
 * {@code modulesSeen} tells whether the second is needed.
 */
public record ImportPosition(long fileVersion, boolean secondPass, long line, long offset, boolean modulesSeen) {

    /** Of a job that has not begun. */
    public static final ImportPosition START = new ImportPosition(0, false, 0, 0, false);

    static ImportPosition startOf(JobInput file) {
        return new ImportPosition(file.version(), false, 0, 0, false);
    }

    ImportPosition after(JobLine last, boolean moreModulesSeen) {
        return new ImportPosition(fileVersion, secondPass, last.number(), last.endOffset(), modulesSeen || moreModulesSeen);
    }

    ImportPosition startOfSecondPass() {
        return new ImportPosition(fileVersion, true, 0, 0, modulesSeen);
    }
}
