package io.nave.sdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import io.nave.hubprocess.HubProcess;

/** The gateway of {@code examples/protocol-gateway}, running as it is, and its clients. */
final class LineGateway implements AutoCloseable {

    private static final Path EXAMPLE = Path.of("examples", "protocol-gateway", "gateway.mjs");
    private static final Pattern LISTENING = Pattern.compile("^listening on 127\\.0\\.0\\.1:(\\d+)$", Pattern.MULTILINE);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path output;
    private final int port;

    private LineGateway(Process process, Path output) {
        this.process = process;
        this.output = output;
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive() || LISTENING.matcher(output()).find());
        Matcher listening = LISTENING.matcher(output());
        if (!listening.find()) {
            throw new AssertionError("The gateway did not start:\n" + output());
        }
        this.port = Integer.parseInt(listening.group(1));
    }

    /** Starts it with tokens of that life, in the folder where its package was installed. */
    static LineGateway start(HubProcess hub, Path packages, int tokenSeconds) throws IOException {
        Path program = packages.resolve("gateway.mjs");
        Files.copy(EXAMPLE, program, StandardCopyOption.REPLACE_EXISTING);
        Path output = Files.createTempFile(packages, "gateway", ".log");
        ProcessBuilder builder = new ProcessBuilder("node", program.toString()).directory(packages.toFile())
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("HUB", hub.host(), "POLICY", HubProcess.OWNER, "POLICY_KEY", hub.ownerKey(), "PORT",
                "0", "TOKEN_SECONDS", String.valueOf(tokenSeconds), "NODE_EXTRA_CA_CERTS", hub.caCertificate().toString()));
        return new LineGateway(builder.start(), output);
    }

    /** Waits until it wrote that line once more often than so often. */
    void awaitMoreOf(String line, long count) {
        Awaitility.await().atMost(PATIENCE).until(() -> countOf(line) > count);
    }

    long countOf(String line) {
        return output().lines().filter(line::equals).count();
    }

    Client client() {
        try {
            return new Client(new Socket("127.0.0.1", port));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** A TCP connection to it. */
    static final class Client implements AutoCloseable {

        private final Socket socket;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout((int) PATIENCE.toMillis());
        }

        /** Sends lines at once and reads as many answers. */
        List<String> say(String device, byte[]... bodies) {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (byte[] body : bodies) {
                lines.writeBytes((device + " ").getBytes(StandardCharsets.UTF_8));
                lines.writeBytes(body);
                lines.write('\n');
            }
            try {
                socket.getOutputStream().write(lines.toByteArray());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return Stream.generate(this::readText).limit(bodies.length).toList();
        }

        String say(String device, String body) {
            return say(device, body.getBytes(StandardCharsets.UTF_8)).getFirst();
        }

        private String readText() {
            return new String(read(), StandardCharsets.UTF_8);
        }

        /** The next line that comes. */
        byte[] read() {
            try {
                InputStream in = socket.getInputStream();
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                    if (octet < 0) {
                        throw new IllegalStateException("The gateway hung up after " + line);
                    }
                    line.write(octet);
                }
                return line.toByteArray();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
