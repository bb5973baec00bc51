import java.util.Map;

import com.microsoft.azure.sdk.iot.service.twin.Twin;
import com.microsoft.azure.sdk.iot.service.twin.TwinClient;

/** The calls of iot-service-client for one twin, of a device or, with a module id, of a module. */
record ServiceTwin(String deviceId, String moduleId) {

    private static final TwinClient CLIENT = new TwinClient(Hub.OWNER);

    ServiceTwin(String deviceId) {
        this(deviceId, null);
    }

    Twin get() throws Exception {
        return moduleId == null ? CLIENT.get(deviceId) : CLIENT.get(deviceId, moduleId);
    }

    /** Merges; the SDK sends what is not given as an empty object. */
    Twin patch(Map<String, Object> tags, Map<String, Object> desired, String ifMatch) throws Exception {
        return CLIENT.patch(twin(tags, desired), ifMatch);
    }

    Twin tag(Map<String, Object> tags) throws Exception {
        return CLIENT.patch(twin(tags, Map.of()));
    }

    Twin desire(Map<String, Object> desired) throws Exception {
        return CLIENT.patch(twin(Map.of(), desired));
    }

    /** Replaces both sections, by nothing if empty. */
    Twin replace(Map<String, Object> tags, Map<String, Object> desired) throws Exception {
        return CLIENT.replace(twin(tags, desired));
    }

    Twin replace(Map<String, Object> tags, Map<String, Object> desired, String ifMatch) throws Exception {
        return CLIENT.replace(twin(tags, desired), ifMatch);
    }

    /** What no write may have changed when this is equal before and after. */
    static String content(Twin twin) {
        return twin.getVersion() + " " + twin.getETag() + " " + twin.getTags() + twin.getDesiredProperties() + twin.getReportedProperties();
    }

    private Twin twin(Map<String, Object> tags, Map<String, Object> desired) {
        Twin twin = new Twin(deviceId, moduleId);
        tags.forEach(twin.getTags()::put);
        desired.forEach(twin.getDesiredProperties()::put);
        return twin;
    }
}
