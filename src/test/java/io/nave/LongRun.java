package io.nave;

/** Whether the tests run that take minutes, and with them all of what is otherwise a share ({@code ./nave test --long}). */
public final class LongRun {

    private LongRun() {
    }

    public static boolean isOn() {
        return !"long".equals(System.getProperty("test.excluded", "long"));
    }
}
