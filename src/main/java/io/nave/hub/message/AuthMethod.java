package io.nave.hub.message;

/** How the sender proved who it is, in the words of {@code iothub-connection-auth-method} (service-protocols §7.7). */
public enum AuthMethod {
    DEVICE_SAS(1, "device", "sas", "iothub"),
    HUB_SAS(2, "hub", "sas", "iothub"),
    DEVICE_X509(3, "device", "x509", "external"),
    MODULE_SAS(4, "module", "sas", "iothub"),
    MODULE_X509(5, "module", "x509", "external"),
    /** What the hub says itself. */
    HUB(6, "hub", "hub", "iothub");

    private static final AuthMethod[] ALL = values();

    private final int code;
    private final String json;

    AuthMethod(int code, String scope, String type, String issuer) {
        this.code = code;
        this.json = "{\"scope\":\"" + scope + "\",\"type\":\"" + type + "\",\"issuer\":\"" + issuer
                + "\",\"acceptingIpFilterRule\":null}";
    }

    /** The number in the log; never changes. */
    public int code() {
        return code;
    }

    /** The JSON text of the annotation. */
    public String json() {
        return json;
    }

    /** The method with this number in the log; fails with IllegalArgumentException when there is none. */
    public static AuthMethod ofCode(int code) {
        for (AuthMethod method : ALL) {
            if (method.code == code) {
                return method;
            }
        }
        throw new IllegalArgumentException("No authentication method has the number " + code);
    }
}
