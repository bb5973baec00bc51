import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.azure.messaging.eventhubs.EventHubConsumerClient;
import com.azure.messaging.eventhubs.models.PartitionEvent;
import com.microsoft.azure.sdk.iot.device.ClientOptions;
import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.auth.AuthenticationType;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * iot-device-client with a certificate that an intermediate authority of a registered one has issued
 * (device-protocols §4.5). DEVICE_ID; DEVICE_CERTIFICATE: PEM, the device's certificate and the intermediate's; DEVICE_KEY:
 * PKCS#8. OTHER_*: issued for another id.
 */
public final class CertificateAuthority {

    public static void main(String[] args) throws Exception {
        String id = System.getenv("DEVICE_ID");
        Device created = new RegistryClient(Hub.OWNER).addDevice(new Device(id, AuthenticationType.CERTIFICATE_AUTHORITY));
        Hub.checkEqual(created.getAuthenticationType(), AuthenticationType.CERTIFICATE_AUTHORITY, "authentication type");

        DeviceClient client = open(id, "DEVICE");
        client.sendEvent(new Message("by authority"));
        client.close();

        EventHubConsumerClient consumer = Hub.eventHub().buildConsumerClient();
        PartitionEvent event = Hub.readAll(consumer, Hub.partitionOf(consumer, id)).stream()
                .filter(candidate -> Hub.isFrom(candidate, id)).findFirst().orElseThrow();
        Hub.checkEqual(event.getData().getBodyAsString(), "by authority", "body");
        Hub.check(String.valueOf(event.getData().getSystemProperties().get("iothub-connection-auth-method")).contains("x509"),
                "authentication method");

        Hub.fails(IotHubClientException.class, () -> send(id, "OTHER"), "a certificate of another id");
        System.exit(0);
    }

    static DeviceClient open(String id, String whose) throws Exception {
        ClientOptions options = ClientOptions.builder()
                .sslContext(context(System.getenv(whose + "_CERTIFICATE"), System.getenv(whose + "_KEY"))).build();
        DeviceClient client = new DeviceClient(Hub.OWNER.split(";")[0] + ";DeviceId=" + id + ";x509=true",
                Hub.TRANSPORT, options);
        client.open(false);
        return client;
    }

    /** Over HTTPS nothing is shown before something is sent. */
    static void send(String id, String whose) throws Exception {
        open(id, whose).sendEvent(new Message("by a stranger"));
    }

    private static SSLContext context(String certificates, String key) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", key(key), new char[0], CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificates.getBytes(StandardCharsets.US_ASCII)))
                .toArray(Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null); // who is trusted is this JVM's trust store
        return context;
    }

    private static PrivateKey key(String pem) throws Exception {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
