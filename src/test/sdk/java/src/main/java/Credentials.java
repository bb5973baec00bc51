import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.microsoft.azure.sdk.iot.device.DeviceClient;
import com.microsoft.azure.sdk.iot.device.Message;
import com.microsoft.azure.sdk.iot.device.exceptions.IotHubClientException;
import com.microsoft.azure.sdk.iot.service.registry.Device;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** iot-device-client: either key of a device, and ready-made tokens of a device and of a policy (device-protocols §4.2). */
public final class Credentials {

    private static final String HOST = Hub.OWNER.split(";")[0].substring("HostName=".length());

    public static void main(String[] args) throws Exception {
        Device device = Hub.createDevice("java-credentials");
        String id = device.getDeviceId();
        send(withKey(id, device.getPrimaryKey()));
        send(withKey(id, device.getSecondaryKey()));
        send(withToken(id, token(id, device.getSecondaryKey(), "")));
        String ownerKey = Hub.OWNER.replaceAll(".*SharedAccessKey=", "");
        send(withToken(id, token(id, ownerKey, "iothubowner")));
        Hub.fails(IotHubClientException.class, () -> withToken(id, token(id, ownerKey, "")).open(false), "a policy's key");
        Hub.fails(IotHubClientException.class, () -> withKey(id, ownerKey).open(false), "another key");
        System.exit(0);
    }

    private static void send(DeviceClient client) throws Exception {
        client.open(false);
        client.sendEvent(new Message("hello"));
        client.close();
    }

    private static DeviceClient withKey(String id, String key) {
        return new DeviceClient("HostName=" + HOST + ";DeviceId=" + id + ";SharedAccessKey=" + key, Hub.TRANSPORT);
    }

    private static DeviceClient withToken(String id, String token) {
        return new DeviceClient(HOST, id, token::toCharArray, Hub.TRANSPORT);
    }

    private static String token(String id, String key, String policy) throws Exception {
        return token(id, key, policy, 3600);
    }

    /** A token that is good for that many seconds; without a policy it is the device's own. */
    static String token(String id, String key, String policy, int seconds) throws Exception {
        String resource = URLEncoder.encode(HOST + "/devices/" + id, StandardCharsets.UTF_8);
        long expiry = System.currentTimeMillis() / 1000 + seconds;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        byte[] signature = mac.doFinal((resource + "\n" + expiry).getBytes(StandardCharsets.UTF_8));
        return "SharedAccessSignature sr=" + resource + "&sig="
                + URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8) + "&se=" + expiry
                + (policy.isEmpty() ? "" : "&skn=" + policy);
    }
}
