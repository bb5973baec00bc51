import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.auth.AuthenticationType;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import com.microsoft.azure.sdk.iot.service.registry.RegistryClient;

/**
 * iot-device-client with a self-signed certificate that the hub knows by its thumbprint (device-protocols §4.5).
 * DEVICE_CERTIFICATE, DEVICE_KEY: PEM; DEVICE_THUMBPRINT. OTHER_*: a stranger's.
 */
public final class CertificateThumbprint {

    public static void main(String[] args) throws Exception {
        String id = "java-thumbprint-" + System.nanoTime();
        Device wanted = new Device(id, AuthenticationType.SELF_SIGNED);
        wanted.setThumbprint(System.getenv("DEVICE_THUMBPRINT"), System.getenv("DEVICE_THUMBPRINT"));
        Device created = new RegistryClient(Hub.OWNER).addDevice(wanted);
        Hub.checkEqual(created.getAuthenticationType(), AuthenticationType.SELF_SIGNED, "authentication type");
        Hub.checkEqual(created.getPrimaryThumbprint(), System.getenv("DEVICE_THUMBPRINT"), "thumbprint");

        DeviceClient client = CertificateAuthority.open(id, "DEVICE");
        client.sendEvent(new Message("by thumbprint"));
        client.close();

        Hub.fails(IotHubClientException.class, () -> CertificateAuthority.send(id, "OTHER"), "a stranger's certificate");
        System.exit(0);
    }
}
