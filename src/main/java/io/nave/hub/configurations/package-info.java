/**
 * Automatic configurations and Edge deployments: desired properties for whoever meets a condition (semantics §7.2).
 * ConfigurationService keeps them; ConfigurationRunner, one loop per replica, takes twins that changed, and from time to time
 * or
 * after a change of a configuration all twins, and hands them to ConfigurationEngine, which asks TwinSelections who meets which
 * condition, lets TwinPlan decide, and has the store write it.
 *
 * <p>
 * What a configuration wrote is known by the metadata of the twin alone ({@code $lastUpdatedBy}), so that a configuration that
 * is gone can be taken back. A plan is made for one version of a twin and one generation of the configurations; a write that
 * comes late changes nothing, and the change that made it late is looked at by itself.
 */
@NullMarked
package io.nave.hub.configurations;

import org.jspecify.annotations.NullMarked;
