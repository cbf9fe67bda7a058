import { createHash } from 'node:crypto';

import { base32 } from '../hash/base32';
import type { Facts, Finding, Incident, Moment, NodeRef, Notice } from './incident';
import { INCIDENT_RULES } from './incidentRules';

/** What is known about one kind of incident at one node. It is immutable. */
export interface Track {
	node: NodeRef;
	/** The last one. */
	finding: Finding;
	/** Findings in a row, without a success in between. */
	count: number;
	firstAt: Moment;
	lastAt: Moment;
	/** Set while an incident is open. */
	incident?: Incident;
	/** No incident opens before this time of the monotonic clock. */
	quietUntil: number;
}

/** The track after a report, and what subscribers get. The track is undefined if it is no longer needed. */
export interface Step {
	track: Track | undefined;
	notices: Notice[];
}

/** Returns the key of a track. */
export function trackKey(node: NodeRef, { kind, about = '' }: Pick<Finding, 'kind' | 'about'>) {
	return JSON.stringify([node.key, kind, about]);
}

/**
 * Returns the track after a finding. The incident opens once its rule's count and time are reached.
 *
 * @param weight how many findings this one represents. Defaults to 1
 */
export function fail(
	track: Track | undefined,
	node: NodeRef,
	finding: Finding,
	at: Moment,
	weight = 1,
): Step {
	const rule = INCIDENT_RULES[finding.kind];
	const isNext =
		track !== undefined && track.count > 0 && at.steady - track.lastAt.steady <= rule.withinMs;
	const count = (isNext ? track.count : 0) + weight;
	const firstAt = isNext ? track.firstAt : at;
	const next: Track = {
		...{ node, finding, count, firstAt, lastAt: at },
		quietUntil: track?.quietUntil ?? -Infinity,
	};
	if (track?.incident !== undefined) {
		const incident = describe({ ...next, count: track.count + weight }, track.incident);
		return {
			track: { ...next, count: track.count + weight, firstAt: track.firstAt, incident },
			notices: [],
		};
	}
	return openIfDue(next, at);
}

/** Opens the incident of a track if its rule's count and time are reached. */
function openIfDue(track: Track, at: Moment): Step {
	const { node, finding, count, firstAt, quietUntil } = track;
	const { openAfter, openAfterMs = 0 } = INCIDENT_RULES[finding.kind];
	const isDue =
		count >= openAfter && at.steady - firstAt.steady >= openAfterMs && at.steady >= quietUntil;
	if (!isDue) return { track, notices: [] };
	const incident = describe(track, {
		id: incidentId(node, finding, firstAt),
		openedAt: new Date(firstAt.date).toISOString(),
	});
	return { track: { ...track, incident }, notices: [{ state: 'opened', incident }] };
}

/**
 * Returns the track after a success, which closes the incident and starts the count again.
 *
 * @param facts are added to those of the incident
 */
export function recover(track: Track | undefined, at: Moment, facts: Facts = {}): Step {
	if (track === undefined) return { track, notices: [] };
	const { incident } = track;
	if (incident === undefined) return { track: quietOnly(track, at), notices: [] };
	const closed = {
		...incident,
		closedAt: new Date(at.date).toISOString(),
		facts: { ...incident.facts, ...facts },
	};
	const quietUntil = at.steady + INCIDENT_RULES[incident.kind].quietMs;
	return {
		track: quietOnly({ ...track, quietUntil }, at),
		notices: [{ state: 'closed', incident: closed }],
	};
}

/** Returns the track after something that began and ended at once. Subscribers get one notice, of the end. */
export function happen(
	track: Track | undefined,
	node: NodeRef,
	finding: Finding,
	at: Moment,
): Step {
	const opened = fail(track, node, finding, at);
	return recover(opened.track, at);
}

/**
 * Returns the track after a time without a finding. An open incident closes after `closeAfterMs`. An incident that only had
 * to wait, such as for `openAfterMs`, opens.
 */
export function settle(track: Track, at: Moment): Step {
	const { closeAfterMs, withinMs } = INCIDENT_RULES[track.finding.kind];
	const age = at.steady - track.lastAt.steady;
	if (track.incident !== undefined)
		return age < closeAfterMs ? { track, notices: [] } : recover(track, at, { expired: true });
	if (age > withinMs) return { track: quietOnly(track, at), notices: [] };
	return track.count === 0 ? { track, notices: [] } : openIfDue(track, at);
}

/** Returns a track without its findings, if another incident has to wait, or undefined. */
function quietOnly(track: Track, at: Moment): Track | undefined {
	if (at.steady >= track.quietUntil) return undefined;
	if (track.count === 0 && track.incident === undefined) return track;
	return { ...track, count: 0, incident: undefined };
}

function describe(
	{ node, finding, count, lastAt }: Track,
	{ id, openedAt }: Pick<Incident, 'id' | 'openedAt'>,
): Incident {
	const { kind, cause, about, sentence, nextStep, facts } = finding;
	const { needsPerson } = INCIDENT_RULES[kind];
	return {
		...{ id, node, kind, cause, ...(about !== undefined && { about }), openedAt },
		...{ sentence, nextStep, needsPerson },
		facts: { ...facts, count, lastAt: new Date(lastAt.date).toISOString() },
	};
}

/** Returns `inc_` and 26 characters of base32. It depends on the time, so two incidents of one kind have different ids. */
function incidentId(node: NodeRef, { kind, about = '' }: Finding, { date, steady }: Moment) {
	const parts = JSON.stringify([node.key, kind, about, date, steady]);
	return `inc_${base32(createHash('sha256').update(parts).digest()).slice(0, 26)}`;
}
