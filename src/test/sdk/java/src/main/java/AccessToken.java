import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.core.credential.TokenCredential;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.service.exceptions.IotHubUnauthorizedException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;
import reactor.core.publisher.Mono;

/** iot-service-client and azure-messaging-eventhubs with a TokenCredential: access tokens of an OpenID Connect provider. */
public final class AccessToken {

    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
    private static final String HOST = Hub.OWNER.split(";")[0].substring("HostName=".length());

    public static void main(String[] args) throws Exception {
        RegistryClient writer = new RegistryClient(HOST, credential("registryreadwrite-client"));
        RegistryClient reader = new RegistryClient(HOST, credential("registryread-client"));
        Device device = writer.addDevice(new Device("java-bearer-" + System.nanoTime()));
        Hub.checkEqual(reader.getDevice(device.getDeviceId()).getETag(), device.getETag(), "etag");
        Hub.fails(IotHubUnauthorizedException.class, () -> reader.removeDevice(device.getDeviceId()), "deleting as a reader");
        RegistryClient service = new RegistryClient(HOST, credential("service-client"));
        Hub.fails(IotHubUnauthorizedException.class, () -> service.getDevice(device.getDeviceId()), "reading as a service");

        DeviceClient sender = Hub.open(device);
        sender.sendEvent(new Message("for whom it may concern"));
        try (EventHubConsumerClient consumer = consumer("service-client")) {
            Hub.check(!Hub.partitionOf(consumer, device.getDeviceId()).isEmpty(), "the event is read");
        }
        sender.close();
        try (EventHubConsumerClient other = consumer("registryread-client")) {
            Hub.fails(AmqpException.class, other::getEventHubProperties, "describing the event hub without ServiceConnect");
        }
        writer.removeDevice(device.getDeviceId());
        System.exit(0);
    }

    private static EventHubConsumerClient consumer(String client) {
        return new EventHubClientBuilder().credential(HOST, "nave", credential(client)).consumerGroup("$Default")
                .retryOptions(new AmqpRetryOptions().setMaxRetries(0).setTryTimeout(Duration.ofSeconds(15)))
                .buildConsumerClient();
    }

    /** What applications take from azure-identity: a token whenever one is asked for. */
    private static TokenCredential credential(String client) {
        return request -> Mono.fromCallable(() -> issue(client));
    }

    private static com.azure.core.credential.AccessToken issue(String client) throws Exception {
        String form = "grant_type=client_credentials&client_id=" + client + "&client_secret=" + System.getenv("CLIENT_SECRET");
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("TOKEN_URL")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build();
        String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        Matcher token = TOKEN.matcher(answer);
        Hub.check(token.find(), "Keycloak answered " + answer);
        return new com.azure.core.credential.AccessToken(token.group(1), OffsetDateTime.now().plusMinutes(10));
    }
}
