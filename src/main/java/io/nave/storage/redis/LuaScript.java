package io.nave.storage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/** A script that Redis runs as one step; it lies in the resource folder {@code redis}. */
record LuaScript(String text) {

    /** Loads a script, of several files one behind the other; comments and indentation are not sent. */
    static LuaScript load(String... files) {
        return new LuaScript(Stream.of(files).flatMap(LuaScript::lines).map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("--")).collect(Collectors.joining("\n")));
    }

    private static Stream<String> lines(String file) {
        try (InputStream in = requireNonNull(LuaScript.class.getResourceAsStream("/redis/" + file), file)) {
            return new String(in.readAllBytes(), UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The call of the script with KEYS and ARGV. */
    Request call(List<String> keys, List<String> arguments) {
        Request request = call(keys);
        arguments.forEach(request::arg);
        return request;
    }

    /** The call of the script with KEYS; whoever calls adds ARGV. */
    Request call(List<String> keys) {
        Request request = Request.cmd(Command.EVAL).arg(text).arg(keys.size());
        keys.forEach(request::arg);
        return request;
    }
}
