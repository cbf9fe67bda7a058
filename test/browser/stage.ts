import { startCallback, type Callback } from '../n8n/support/callback';
import {
	exampleWorkflow,
	pageCredential,
	signatureCredential,
	SIGNATURE_SECRET,
} from '../n8n/support/demo';
import { startN8n, type CredentialStub, type N8n, type WorkflowJson } from '../n8n/support/n8n';
import { packPackage } from '../n8n/install/pack';
import { openStands, type Stand } from '../n8n/support/stands';

/** A real n8n with its editor, and beside the active examples of all vendors what only a browser needs. */
export interface Stage {
	n8n: N8n;
	callback: Callback;
	stands: Stand[];
	close(): Promise<void>;
}

/** Holds one of each node, as a user places it. Inactive. */
export const PANELS = 'panels';
/** Delivers to a closed port. Each order at the Shopify sandbox makes an execution fail. */
export const FAILING = 'failing';

/** A trigger whose activation fails, because n8n has a private address. Inactive. */
export const PRIVATE = 'private';
/** Sends a test event of the WooCommerce sandbox to a receiver that rejects it. Inactive. */
export const REJECTED = 'rejected';

/** A trigger, Signed Event, and a node after it. Nothing of it has run. */
export const FIELDS = 'fields';

/** Nodes of the workflow `PANELS` that load what existed before their activation. */
export const DATED: ReadonlyArray<[name: string, type: string, parameters?: object]> = [
	...['shopifyEventsTrigger', 'boxEventsTrigger', 'ecwidEventsTrigger', 'wooCommercePollTrigger'],
].map((type) => [`${type} from a date`, type, { startFrom: 'date', startDate: '2026-11-01' }]);

/** The nodes of the workflow `PANELS` by their names in it. */
export const NODES: ReadonlyArray<[name: string, type: string, parameters?: object]> = [
	['WooCommerce Poll', 'wooCommercePollTrigger', { resources: ['orders', 'products'] }],
	['WooCommerce', 'wooCommerceEventsTrigger'],
	['Shopify', 'shopifyEventsTrigger'],
	['Box', 'boxEventsTrigger'],
	['Ecwid', 'ecwidEventsTrigger'],
	['Receive', 'signedEventTrigger'],
	['Webhook', 'signedWebhookTrigger', { provider: 'github' }],
	[
		'Custom Webhook',
		'signedWebhookTrigger',
		{ provider: 'custom', signatureHeader: 'x-signature' },
	],
	['Emit', 'signedEvent', { operation: 'emit' }],
	['Verify', 'signedEvent', { operation: 'verify' }],
	['Convert', 'signedEvent', { operation: 'convertInstance' }],
	...DATED,
];

/** A credential that its vendor does not accept, for each that has somebody to ask. */
export const WRONG = 'wrong';

/** A credential of Signed Event without a key. */
export const EMPTY = 'empty';
const EMPTY_CREDENTIAL: CredentialStub = {
	...{ id: EMPTY, name: 'Without a secret', type: signatureCredential.type },
	data: { signatureSecret: '' },
};

/** A credential of Signed Event with a text, which cannot sign Standard Webhooks. */
export const TEXT = 'text';
const TEXT_CREDENTIAL: CredentialStub = {
	...{ id: TEXT, name: 'With a text', type: signatureCredential.type },
	data: { signatureSecret: 'password123' },
};

/** A credential of Box without signature keys. */
export const KEYLESS = 'keyless';

/** A credential of Ecwid whose client secret was copied with its quotation marks. */
export const QUOTED = 'quoted';

export const WEBHOOK = 'webhook';
const WEBHOOK_CREDENTIAL: CredentialStub = {
	...{ id: WEBHOOK, name: 'GitHub webhook', type: 'signedEventsWebhookApi' },
	data: { secret: 'a-secret-of-the-webhook' },
};

/** Starts all of it. `log` receives progress messages. */
export async function openStage(log?: (line: string) => void): Promise<Stage> {
	const callback = await startCallback(SIGNATURE_SECRET);
	const rejecting = await startCallback(SIGNATURE_SECRET);
	rejecting.answerWith(401);
	const stands = await openStands(7, callback.url);
	const credentials = [
		...[signatureCredential, pageCredential, WEBHOOK_CREDENTIAL],
		...stands.map(({ credential }) => credential),
	];
	const n8n = await startN8n({
		packages: [(await packPackage()).directory],
		credentials: [
			...credentials,
			...stands.map(wrongCredential),
			...[EMPTY_CREDENTIAL, TEXT_CREDENTIAL, keylessCredential(stands), quotedCredential(stands)],
		],
		workflows: [
			...stands.map(({ workflow }) => workflow),
			exampleWorkflow('health-page.json', {}),
			panelsWorkflow(credentials),
			fieldsWorkflow(),
			failingWorkflow(stands),
			rowWorkflow(PRIVATE, credentials, ['wooCommerceEventsTrigger', {}]),
			rowWorkflow(
				REJECTED,
				credentials,
				['wooCommercePollTrigger', {}],
				['signedEvent', { callbackUrl: rejecting.url }],
			),
		],
		editor: 'served',
		log,
	});
	for (const stand of stands) stand.connect?.(n8n.url);
	const close = async () => {
		await n8n.stop();
		await Promise.all([
			...[callback.close(), rejecting.close()],
			...stands.map(async (stand) => await stand.close()),
		]);
	};
	return { n8n, callback, stands, close };
}

/** The stand of a vendor. */
export function standOf({ stands }: Stage, vendor: string): Stand {
	const stand = stands.find((one) => one.vendor === vendor);
	if (stand === undefined) throw new Error(`There is no stand of ${vendor}`);
	return stand;
}

function keylessCredential(stands: readonly Stand[]): CredentialStub {
	const box = stands.find(({ vendor }) => vendor === 'Box');
	if (box === undefined) throw new Error('There is no stand of Box');
	const keys = { primarySignatureSecret: '', secondarySignatureSecret: '' };
	const data = { ...box.credential.data, ...keys };
	return { ...box.credential, id: KEYLESS, name: 'Box without signature keys', data };
}

function quotedCredential(stands: readonly Stand[]): CredentialStub {
	const ecwid = stands.find(({ vendor }) => vendor === 'Ecwid');
	if (ecwid === undefined) throw new Error('There is no stand of Ecwid');
	const { credential } = ecwid;
	const data = { ...credential.data, clientSecret: `"${String(credential.data.clientSecret)}"` };
	return { ...credential, id: QUOTED, name: 'Ecwid, with a quoted secret', data };
}

const SECRETS = ['consumerSecret', 'accessToken', 'clientSecret'];

function wrongCredential({ credential, vendor }: Stand): CredentialStub {
	const data = Object.entries(credential.data).map(([name, value]) => [
		name,
		SECRETS.includes(name) ? 'wrong' : value,
	]);
	return {
		...credential,
		id: `${WRONG}${vendor}`,
		name: `${vendor}, with a wrong secret`,
		data: Object.fromEntries(data) as Record<string, unknown>,
	};
}

/** What a node has of the credential that fits it. */
function credentialOf(type: string, credentials: readonly CredentialStub[]) {
	const fitting = credentials.find((one) => one.type === CREDENTIALS[type]);
	if (fitting === undefined) throw new Error(`No credential for ${type}`);
	return { [fitting.type]: { id: fitting.id, name: fitting.name } };
}

function panelsWorkflow(credentials: readonly CredentialStub[]): WorkflowJson {
	const nodes = NODES.map(([name, type, parameters = {}], index) => {
		return {
			id: `panel-${index}`,
			name,
			type: `n8n-nodes-signed-events.${type}`,
			typeVersion: /^(box|ecwid|signedEventT)/.test(type) ? 3 : 2,
			position: [(index % 3) * 320, Math.floor(index / 3) * 240] as [number, number],
			parameters: { ...parameters },
			webhookId: `panel-${index}`,
			credentials: credentialOf(type, credentials),
		};
	});
	return {
		id: PANELS,
		name: 'One of each node',
		nodes,
		connections: {},
		settings: {},
		pinData: {},
		active: false,
	};
}

function fieldsWorkflow(): WorkflowJson {
	const names = ['Shopify', 'Sign', 'Next'];
	const types = ['shopifyEventsTrigger', 'signedEvent'].map(
		(type) => `n8n-nodes-signed-events.${type}`,
	);
	const nodes = [...types, 'n8n-nodes-base.set'].map((type, index) => ({
		...{ id: `field-${index}`, name: names[index], type, typeVersion: index < 2 ? 2 : 3.4 },
		position: [index * 320, 0] as [number, number],
		parameters: {},
	}));
	const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
	return {
		...{ id: FIELDS, name: 'Fields before a run', nodes, settings: {}, pinData: {} },
		connections: { Shopify: to('Sign'), Sign: to('Next') },
		active: false,
	};
}

/** Nodes in a row, each by its type and its parameters. Each has its type as its name. */
function rowWorkflow(
	id: string,
	credentials: readonly CredentialStub[],
	...row: ReadonlyArray<[type: string, parameters: object]>
): WorkflowJson {
	const nodes = row.map(([type, parameters], index) => ({
		...{ id: `${id}-${index}`, name: type, type: `n8n-nodes-signed-events.${type}` },
		...{ typeVersion: 2, webhookId: `${id}-${index}`, parameters: { ...parameters } },
		position: [index * 320, 0] as [number, number],
		credentials: credentialOf(type, credentials),
	}));
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index].name,
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { ...{ id, name: id, nodes, connections, settings: {}, pinData: {} }, active: false };
}

const CREDENTIALS: Record<string, string> = {
	wooCommercePollTrigger: 'signedEventsWooCommerceApi',
	wooCommerceEventsTrigger: 'signedEventsWooCommerceApi',
	shopifyEventsTrigger: 'signedEventsShopifyOAuth2Api',
	boxEventsTrigger: 'signedEventsBoxOAuth2Api',
	ecwidEventsTrigger: 'signedEventsEcwidApi',
	signedEventTrigger: 'signedEventsApi',
	signedWebhookTrigger: 'signedEventsWebhookApi',
	signedEvent: 'signedEventsApi',
};

function failingWorkflow(stands: readonly Stand[]): WorkflowJson {
	const shopify = stands.find(({ vendor }) => vendor === 'Shopify');
	if (shopify === undefined) throw new Error('There is no stand of Shopify');
	const { workflow } = shopify;
	const nodes = workflow.nodes.map((node) => ({
		...node,
		webhookId: `failing-${node.name}`,
		parameters:
			node.name === 'Signed Event'
				? { ...node.parameters, callbackUrl: 'http://127.0.0.1:9/events' }
				: node.parameters,
	}));
	return { ...workflow, id: FAILING, name: 'Nobody listens', nodes };
}
