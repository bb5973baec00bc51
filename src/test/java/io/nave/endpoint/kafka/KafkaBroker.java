package io.nave.endpoint.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

import io.nave.certificates.Holder;
import io.nave.certificates.Maker;

/**
 * A real Kafka on loopback, one node in a process of its own, that can be killed and started again with its data. It listens
 * in the clear, with TLS, and with TLS and logins: {@link #USER} by SCRAM, {@link #PLAIN_USER} by PLAIN. It ends with this JVM,
 * however that ends. The build writes its class path to {@code target/kafka.classpath}.
 */
public final class KafkaBroker implements AutoCloseable {

    public static final String USER = "alice";
    public static final String PASSWORD = "alice-only-in-tests";
    public static final String PLAIN_USER = "bob";
    public static final String PLAIN_PASSWORD = "bob's \"pass\\word\"";

    private static final Path CLASS_PATH = Path.of("target", "kafka.classpath");
    private static final Duration TIME_TO_START = Duration.ofMinutes(2);
    /** Kills Kafka when the pipe closes whose other end only this JVM holds. */
    private static final String GUARD = "\"$0\" \"$@\" & pid=$!; cat >/dev/null; kill -9 $pid; wait $pid";

    private final Path folder;
    private final int plain = freePort();
    private final int tls = freePort();
    private final int login = freePort();
    private final int controller = freePort();
    private final Holder authority = Maker.root("Kafka's authority");
    private @Nullable Process process;

    private KafkaBroker(Path folder) {
        this.folder = folder;
    }

    /** In an empty folder; returns when it answers. */
    public static KafkaBroker start(Path folder) {
        KafkaBroker broker = new KafkaBroker(folder);
        broker.writeSettings();
        broker.format();
        broker.start();
        return broker;
    }

    /** In the clear, without a login. */
    public String plainServer() {
        return "127.0.0.1:" + plain;
    }

    /** With TLS by a certificate of {@link #authorityPem()}. */
    public String tlsServer() {
        return "127.0.0.1:" + tls;
    }

    /** With TLS and a login. */
    public String loginServer() {
        return "127.0.0.1:" + login;
    }

    public String authorityPem() {
        return authority.pem();
    }

    public void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", plainServer()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("The topic " + name + " cannot be created", e);
        }
    }

    /** All records of a topic, when there are at least so many; those of a partition in order. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic, int atLeast) {
        Map<String, Object> properties = Map.of("bootstrap.servers", plainServer());
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Awaitility.await().atMost(TIME_TO_START).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
                return all.size() >= atLeast;
            });
        }
        return all;
    }

    private void writeSettings() {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("inter.broker.listener.name", "CLEAR");
        settings.setProperty("listeners", "CLEAR://127.0.0.1:" + plain + ",SECURE://127.0.0.1:" + tls + ",LOGIN://127.0.0.1:"
                + login + ",CONTROLLER://127.0.0.1:" + controller);
        settings.setProperty("listener.security.protocol.map",
                "CLEAR:PLAINTEXT,SECURE:SSL,LOGIN:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.setProperty("log.dirs", folder.resolve("log").toString());
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("broker.session.timeout.ms", "1000"); // how long a killed one is in the way of its successor
        settings.setProperty("broker.heartbeat.interval.ms", "200");
        settings.setProperty("controller.quorum.election.timeout.ms", "100"); // it votes for itself
        settings.setProperty("controller.quorum.election.backoff.max.ms", "100");
        putSecurity(settings);
        try (Writer file = Files.newBufferedWriter(settingsFile())) {
            settings.store(file, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putSecurity(Properties settings) {
        Holder certificate = Maker.named("kafka").with(Extension.subjectAlternativeName, false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1"))).signedBy(authority);
        settings.setProperty("ssl.keystore.type", "PEM");
        settings.setProperty("ssl.keystore.certificate.chain", certificate.pem());
        settings.setProperty("ssl.keystore.key", certificate.keyPem());
        settings.setProperty("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
        String mechanism = "listener.name.login.%s.sasl.jaas.config";
        String module = "org.apache.kafka.common.security.%s.%sLoginModule required";
        settings.setProperty(mechanism.formatted("scram-sha-256"), module.formatted("scram", "Scram") + ";");
        settings.setProperty(mechanism.formatted("scram-sha-512"), module.formatted("scram", "Scram") + ";");
        settings.setProperty(mechanism.formatted("plain"), module.formatted("plain", "Plain") + " user_" + PLAIN_USER + "=\""
                + PLAIN_PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + "\";");
    }

    private void format() {
        String secret = "=[name=" + USER + ",password=" + PASSWORD + "]";
        Process formatting = launch("kafka.tools.StorageTool", "format", "-t", "4L6g3nShT-eMCtK--X86sw", "-c",
                settingsFile().toString(), "--add-scram", "SCRAM-SHA-256" + secret, "--add-scram", "SCRAM-SHA-512" + secret);
        Awaitility.await().atMost(TIME_TO_START).until(() -> Files.exists(folder.resolve("log/meta.properties")));
        end(formatting);
    }

    /** With the data that it had; returns when it answers. */
    public void start() {
        Process started = launch("kafka.Kafka", settingsFile().toString());
        process = started;
        Awaitility.await().atMost(TIME_TO_START).until(() -> !started.isAlive() || answers());
        if (!started.isAlive()) {
            throw new IllegalStateException("Kafka ended: " + lastWords());
        }
    }

    /** At once, as if the machine had lost its power. */
    public void kill() {
        Optional.ofNullable(process).ifPresent(KafkaBroker::end);
        process = null;
    }

    private static void end(Process process) {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        Map<String, Object> properties = Map.of("bootstrap.servers", plainServer(), "default.api.timeout.ms", 2_000,
                "request.timeout.ms", 1_000);
        try (Admin admin = Admin.create(properties)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Process launch(String program, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD,
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", "-cp", Files.readString(CLASS_PATH).strip(), program));
            command.addAll(List.of(arguments));
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile())).start();
        } catch (IOException e) {
            throw new IllegalStateException("Kafka cannot be started: ./mvnw pre-integration-test writes " + CLASS_PATH, e);
        }
    }

    private String lastWords() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            return "it has left no words";
        }
    }

    private Path logFile() {
        return folder.resolve("kafka.log");
    }

    private Path settingsFile() {
        return folder.resolve("server.properties");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
