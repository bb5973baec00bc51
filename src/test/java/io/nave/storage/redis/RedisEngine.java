package io.nave.storage.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.nave.launcher.LocalEngines;

/** One Redis for a test class; it can be taken away and come back. */
final class RedisEngine implements BeforeAllCallback {

    private LocalEngines engines;

    /** Settings with short times. */
    record Settings(String url, Duration lease, Duration activityAge, Duration timeout, int maxWaiting, Duration retryAfter)
            implements
                RedisConfig {
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "engines")), "redis");
        engines = LocalEngines.start(data);
        context.getStore(ExtensionContext.Namespace.create(RedisEngine.class)).put("engines", engines);
    }

    RedisConfig settings() {
        return settings(engines, Duration.ofSeconds(2));
    }

    /** For a test that asks for more at once than a busy machine does in the usual time. */
    RedisConfig settings(Duration timeout) {
        return settings(engines, timeout);
    }

    static RedisConfig settings(LocalEngines engines, Duration timeout) {
        return new Settings(engines.redisUrl(), Duration.ofSeconds(3), Duration.ofMillis(800), timeout, 100_000,
                Duration.ofMillis(100));
    }

    void kill() {
        ProcessHandle redis = ProcessHandle.of(engines.redisPid()).orElseThrow();
        redis.destroyForcibly();
        redis.onExit().join();
    }

    void restart() {
        engines.restartRedis();
    }

    long pid() {
        return engines.redisPid();
    }
}
