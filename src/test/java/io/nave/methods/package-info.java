/**
 * What direct methods promise, tried on the real hub by clients of its own: over REST and over MQTT, within one replica
 * ({@link io.nave.methods.MethodsIT}) and across two ({@link io.nave.methods.MethodReplicasIT}).
 */
@NullMarked
package io.nave.methods;

import org.jspecify.annotations.NullMarked;
