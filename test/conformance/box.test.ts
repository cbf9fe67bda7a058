import type { WantedWebhook, Webhook } from '../../nodes/Box/api';
import { listWebhooks, updateWebhook } from '../../nodes/Box/api';
import { TRIGGERS } from '../../nodes/Box/triggers';
import { box, type Connection } from '../../nodes/Box/vendor';
import type { VerifiedPayload } from '../../nodes/Box/verify';
import { headersOf } from '../sandbox/box/courier';
import { BoxSandbox } from '../sandbox/box/server';
import { connectSandbox } from '../unit/Box/sandboxBox';
import { vendorSuite } from './vendor.suite';

const ADDRESS = 'https://n8n.example/webhook/one/webhook';
const NOW = Date.parse('2026-11-21T10:00:05Z');

/** What Box shows as `source` where a trigger is about a file or a folder. */
const ITEM_OF: Record<string, string> = { SHARED_LINK: 'folder' };
const sourceOf = (trigger: string, object: string) =>
	object === 'item' ? (ITEM_OF[trigger.split('.')[0]] ?? 'file') : object;

const sandboxes = new Map<Connection, BoxSandbox>();
/** What another app of the same user watches. */
const others = new Map<Connection, Connection>();

vendorSuite<Connection, VerifiedPayload, WantedWebhook, Webhook>('Box', {
	vendor: box,
	open: async () => {
		const sandbox = await BoxSandbox.start(7, undefined, { largestPage: 3 });
		const add = (type: 'file' | 'folder', name: string) =>
			sandbox.items.add(type, name, sandbox.user);
		const targets = [
			add('folder', 'Contracts'),
			add('folder', 'Invoices'),
			add('file', 'Plan.pdf'),
		];
		const triggers = ['FILE.DOWNLOADED', 'FILE.RENAMED'];
		const connection = await connectSandbox(sandbox, {
			targets: targets.map(({ type, id }) => ({ type, id })),
			triggers,
		});
		const theirs = [add('folder', 'Theirs'), add('file', 'Theirs.pdf')];
		others.set(connection, {
			...connection,
			targets: theirs.map(({ type, id }) => ({ type, id })),
		});
		sandboxes.set(connection, sandbox);
		return { connection, close: async () => await sandbox.close() };
	},
	withSecret: (connection, secret) => ({
		...connection,
		keys: { primary: secret.trim(), secondary: '' },
	}),
	choose: (connection, triggers) => ({ ...connection, triggers: [...triggers].sort() }),
	samples: TRIGGERS.map(({ trigger, object, eventType }) => ({
		topic: trigger,
		eventType,
		objectType: `${sourceOf(trigger, object)}s`,
	})),
	unknownTopic: 'FILE.TELEPORTED',
	write: (trigger, objectId) => {
		const row = TRIGGERS.find((one) => one.trigger === trigger);
		const type = sourceOf(trigger, row?.object ?? 'file');
		return Buffer.from(
			`{"type":"webhook_event","id":"e-${trigger}","created_at":"2026-11-21T01:59:58-08:00","trigger":"${trigger}","webhook":{"id":"53","type":"webhook"},"created_by":{"type":"user","id":"226067247","name":"J\\u00f6rg","login":"joerg@acme.example"},"source":{"id":"${objectId}","type":"${type}","name":"a\\/b.txt"},"additional_info":[]}`,
		);
	},
	deliver: (body, _trigger, { keys }) => {
		const headers = headersOf(body, keys, NOW - 3000);
		return {
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
			),
			body,
			address: ADDRESS,
			receivedAt: NOW,
		};
	},
	signatureHeader: 'box-signature-primary',
	proofHeaders: ['box-delivery-timestamp', 'box-signature-version', 'box-signature-algorithm'],
	isBodySigned: true,
	subscriptions: {
		urls: {
			ours: ADDRESS,
			other: 'https://n8n.example/webhook/one/finished',
			moved: 'https://moved.example/webhook/one/webhook',
			foreign: 'https://elsewhere.example/',
		},
		spoil: async (connection, held) => {
			const { id, target, address } = held;
			const triggers = ['FILE.LOCKED'];
			await updateWebhook(connection.box, id, { target: target!, address, triggers });
		},
		foreigner: (connection) => others.get(connection)!,
		crowd: async (connection) => {
			const sandbox = sandboxes.get(connection)!;
			const session = { app: sandbox.app, user: sandbox.user };
			for (let count = 0; count < 7; count++) {
				const { type, id } = sandbox.items.add('folder', `Crowd ${count}`, sandbox.user);
				const one = { target: { type, id }, triggers: ['FILE.UPLOADED'] };
				sandbox.webhooks.create(session, { ...one, address: 'https://crowd.example/' });
			}
			const listed = await listWebhooks(connection.box);
			expect(listed.ok && listed.value).toHaveLength(7);
		},
		urlOf: ({ address }) => address,
	},
});
