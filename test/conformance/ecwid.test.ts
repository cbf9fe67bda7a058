import { EVENTS } from '../../nodes/Ecwid/eventTypes';
import { ecwid } from '../../nodes/Ecwid/vendor';
import { digestOf, SIGNATURE_HEADER } from '../../nodes/Ecwid/verify';
import { openEcwid, type EcwidStage } from '../unit/Ecwid/stage';
import { vendorSuite } from './vendor.suite';

const ADDRESS = 'https://n8n.example/webhook/one/webhook';
const NOW = Date.parse('2026-11-21T10:00:05Z');

let stage: EcwidStage;

vendorSuite('Ecwid', {
	vendor: ecwid,
	open: async () => {
		stage = await openEcwid();
		const { connection, close } = stage;
		return { connection: { ...connection, legacy: undefined }, close };
	},
	withSecret: (connection, clientSecret) => ({ ...connection, clientSecret }),
	choose: (connection, eventTypes) => ({ ...connection, eventTypes }),
	samples: [...EVENTS.values()],
	unknownTopic: 'loyalty.earned',
	write: (topic, objectId) =>
		Buffer.from(
			`{"eventId":"${topic.replace('.', '-')}-${objectId}","eventCreated":${NOW / 1000 - 5},` +
				`"storeId":1003,"entityId":${objectId},"eventType":"${topic}",` +
				`"data":{"orderId":"${objectId}","cartId":"${objectId}","note":"Grüße"}}`,
		),
	deliver: (body, _topic, { clientSecret }) => {
		const { eventCreated, eventId } = signedParts(body);
		return {
			headers: {
				'content-type': 'application/json; charset=UTF-8',
				[SIGNATURE_HEADER]: digestOf(eventCreated, eventId, clientSecret).toString('base64'),
			},
			body,
			address: ADDRESS,
			receivedAt: NOW,
		};
	},
	signatureHeader: SIGNATURE_HEADER,
	proofHeaders: [],
	isBodySigned: false,
	catchUp: {
		fail: (status) => {
			const fault = stage.sandbox.faults.push({ effect: { kind: 'status', status } });
			return () => fault.remove();
		},
	},
});

/** As they stand in the text: some of the suite's bodies are deeper than a parser goes. */
function signedParts(body: Buffer): { eventCreated: number; eventId: string } {
	const text = body.toString('utf8');
	return {
		eventCreated: Number(/"eventCreated":(\d+)/.exec(text)?.[1] ?? 0),
		eventId: /"eventId":"([^"]*)"/.exec(text)?.[1] ?? '',
	};
}
