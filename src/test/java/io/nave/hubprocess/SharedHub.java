package io.nave.hubprocess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class one {@link HubProcess} that all test classes of this JVM share; it ends after the last of them. Tests that
 * kill the hub take one of their own.
 */
public final class SharedHub implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedHub.class);
    /** So that nobody waits for the 15 s of the default; a long test does. */
    private static final Map<String, String> SETTINGS = Map.of("NAVE_DEVICE_BOUND_FEEDBACK_FLUSH_AFTER", "1s");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == HubProcess.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(HubProcess.class,
                type -> HubProcess.start(newDirectory(), SETTINGS), HubProcess.class);
    }

    /** A directory for one hub, kept after the run for whoever looks for the reason of a failure. */
    public static Path newDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "hubs").toAbsolutePath()), "hub");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
