/**
 * The JSON shapes that several adapters share: device and module documents (REST), and the items of bulk calls, which are the
 * lines of devices.txt too. Reading refuses what is not of the contract and says which field; writing leaves out nothing that a
 * client fails without. Start at DeviceJson.
 */
@NullMarked
package io.nave.hub.json;

import org.jspecify.annotations.NullMarked;
