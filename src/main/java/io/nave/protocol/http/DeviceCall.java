package io.nave.protocol.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.ws.rs.NameBinding;

/**
 * Marks a resource that devices and modules call with their own credentials: DeviceFilter asks who calls, and not
 * SharedAccessFilter. A path that begins with {@code /devices/{id}} or {@code /devices/{id}/modules/{module}} says who.
 */
@NameBinding
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@interface DeviceCall {
}
