package io.nave.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import io.nave.launcher.LocalAuthority;

/** Mosquitto as a peer: with nobody subscribed, its least work; it acknowledges and forgets. */
final class MosquittoTarget implements Target {

    static final String PART = "mosquitto";

    private final ServerProcess process;
    private final int plainPort;
    private final int tlsPort;
    private final Path caCertificate;

    private MosquittoTarget(ServerProcess process, int plainPort, int tlsPort, Path caCertificate) {
        this.process = process;
        this.plainPort = plainPort;
        this.tlsPort = tlsPort;
        this.caCertificate = caCertificate;
    }

    /** The program, if it is installed. */
    static Optional<Path> program() {
        return Stream.of((System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin").split(":"))
                .map(folder -> Path.of(folder, "mosquitto")).filter(Files::isExecutable).findFirst();
    }

    static MosquittoTarget start(Path program, Path data, LocalAuthority authority) {
        int plainPort = FreePort.pick();
        int tlsPort = FreePort.pick();
        Path settings = data.resolve("mosquitto.conf");
        try {
            Files.writeString(settings, """
                    user %s
                    allow_anonymous true
                    persistence false
                    log_type error
                    log_type warning
                    listener %d 127.0.0.1
                    listener %d 127.0.0.1
                    certfile %s
                    keyfile %s
                    tls_version tlsv1.3
                    """.formatted(System.getProperty("user.name"), plainPort, tlsPort, authority.serverCertificate(),
                    authority.serverKey()));
        } catch (IOException e) {
            throw new BenchFailure(settings + " cannot be written", e);
        }
        ServerProcess process = ServerProcess.start("Mosquitto", List.of(program.toString(), "-c", settings.toString()),
                Map.of(),
                data.resolve("mosquitto.log"));
        MosquittoTarget target = new MosquittoTarget(process, plainPort, tlsPort, authority.caCertificate());
        process.await(() -> listens(plainPort) && listens(tlsPort), Duration.ofSeconds(10));
        return target;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "Mosquitto, nobody subscribed";
    }

    @Override
    public boolean speaks(Protocol protocol) {
        return protocol == Protocol.MQTT;
    }

    @Override
    public String promise() {
        return "acknowledges what it has received; nothing is stored";
    }

    @Override
    public Orders.Address address(Protocol protocol, Transport transport) {
        return new Orders.Address("127.0.0.1", transport == Transport.PLAIN ? plainPort : tlsPort, transport);
    }

    @Override
    public String caCertificate() {
        return caCertificate.toString();
    }

    @Override
    public Orders.Login login() {
        return new Orders.Login(HubTarget.DEVICE_PREFIX, "", "");
    }

    @Override
    public Map<String, List<Long>> pids() {
        return Map.of(PART, List.of(process.pid()));
    }

    @Override
    public OptionalLong stored() {
        return OptionalLong.empty();
    }

    @Override
    public String lastWords() {
        return process.lastWords();
    }

    @Override
    public void close() {
        process.close();
    }
}
