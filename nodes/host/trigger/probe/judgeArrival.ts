import { PROBE_HEADER } from './probeRequest';
import type { Arrival } from './probes';
import { failed, PROBE_CAUSE, type ProbeResult } from './probeResult';

const PASS_ON =
	'Configure the proxies between the vendor and n8n to pass bodies on unchanged. Otherwise, deliveries are rejected.';

/**
 * Returns what a probe shows that has reached the node.
 *
 * @param ms milliseconds until the response
 */
export function judgeArrival({ body, bytes, dropped }: Arrival, ms: number): ProbeResult {
	if (body === 'reencoded')
		return failed(
			PROBE_CAUSE.bodyReencoded,
			'A proxy decoded the JSON body of the probe and encoded it again.',
			PASS_ON,
		);
	if (body === 'cut')
		return failed(
			PROBE_CAUSE.bodyCut,
			`A proxy passed on only the first ${bytes} bytes of the body of the probe.`,
			'Raise the limit for request bodies in the proxies between the vendor and n8n.',
		);
	if (body === 'changed')
		return failed(PROBE_CAUSE.bodyChanged, 'A proxy changed the body of the probe.', PASS_ON);
	if (dropped.length > 0)
		return failed(
			PROBE_CAUSE.headersDropped,
			`A proxy dropped or changed headers of the probe: ${names(dropped)}.`,
			'Configure the proxies between the vendor and n8n to pass all request headers on unchanged.',
		);
	const sentence = `The probe reached this node unchanged in ${Math.round(ms)} ms.`;
	return { state: 'reached', sentence, ms: Math.round(ms) };
}

/** The vendor's headers first. Users do not know the header of the probe. */
function names(dropped: readonly string[]): string {
	const others = dropped.filter((name) => name !== PROBE_HEADER);
	return (others.length > 0 ? others : dropped).join(', ');
}
