/**
 * Digital twins: the same twins in the words of IoT Plug and Play (semantics §4.6, service-protocols §5.17). DigitalTwinView is
 * how they are read, DigitalTwinPatch how they are written, DigitalTwinChanges how their changes are told.
 *
 * <p>
 * The hub knows no models: that something is a component is seen from its member {@code "__t": "c"}, and what is named before a
 * second slash in a patch is one unless the twin has it as an ordinary object.
 */
@NullMarked
package io.nave.hub.digitaltwins;

import org.jspecify.annotations.NullMarked;
