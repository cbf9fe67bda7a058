/**
 * `npm run screenshots`: the pictures of the README, taken from the real n8n into `docs/images`.
 * Look at each one before it is committed.
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';

import { repository } from '../n8n/install/places';
import { waitFor } from '../n8n/support/waitFor';
import { findChromium } from './chromium';
import { Editor } from './editor';
import {
	FAILING,
	FIELDS,
	openStage,
	PANELS,
	PRIVATE,
	REJECTED,
	standOf,
	type Stage,
} from './stage';

const folder = join(repository, 'docs', 'images');
const soonMs = 60_000;

/** The file that a panel goes to, by the name of its node in the workflow `PANELS`. */
const PANEL_FILES: ReadonlyArray<[node: string, file: string]> = [
	['WooCommerce Poll', 'woocommerce-poll'],
	['WooCommerce', 'woocommerce-events'],
	['Shopify', 'shopify'],
	['Box', 'box'],
	['Ecwid', 'ecwid'],
	['Emit', 'signed-event'],
	['Receive', 'signed-event-trigger'],
	['Webhook', 'signed-webhook'],
];

async function main(): Promise<void> {
	const chromium = findChromium();
	if (chromium === undefined) throw new Error('There is no Chromium on the PATH. Install one.');
	await mkdir(folder, { recursive: true });
	const stage = await openStage((line) => console.log(`  ${line}`));
	try {
		const editor = await Editor.open(chromium, stage.n8n);
		try {
			await takeAll(stage, editor);
		} finally {
			await editor.close();
		}
	} finally {
		await stage.close();
	}
}

async function takeAll(stage: Stage, editor: Editor): Promise<void> {
	await someLife(stage);
	await editor.openNodeCreator();
	await editor.search('webhook', 'Shopify Events Trigger');
	await take('node-creator', editor.part('node-creator'));
	await editor.openWorkflow(PANELS);
	for (const [node, file] of PANEL_FILES) {
		await editor.openNode(node);
		await takePanel(file, editor);
		await editor.closeNode();
	}
	const { workflow } = standOf(stage, 'Shopify');
	await editor.openExecution(workflow.id, await executionOf(stage, workflow.id, 'success'));
	await editor.openNode('Signed Event');
	await editor.output(/webhook-signature/i);
	await take('run', editor.page);
	await editor.closeNode();
	await editor.openExecution(FAILING, await executionOf(stage, FAILING, 'error'));
	await editor.openNode('Signed Event');
	await editor.part('node-error-message').waitFor();
	await take('error', editor.page);
	await editor.closeNode();
	// What only these pictures needed is not there at a first start.
	for (const id of [PANELS, FAILING, FIELDS, PRIVATE, REJECTED])
		await stage.n8n.rest('POST', `/rest/workflows/${id}/archive`, {});
	await editor.goTo('/home/workflows');
	await editor.part('workflow-card-name').first().waitFor();
	await take('first-start', editor.page);
}

/** A panel down to its last parameter; below that there is nothing to see. */
async function takePanel(file: string, editor: Editor): Promise<void> {
	const panel = editor.part('node-parameters');
	// What is under the mouse shows its menu.
	await editor.page.mouse.move(0, 0);
	const box = await panel.boundingBox();
	if (box === null) throw new Error(`The panel for ${file} is not there`);
	const bottoms = await panel
		.locator('button, input, textarea')
		.evaluateAll((fields) => fields.map((field) => field.getBoundingClientRect().bottom));
	const height = Math.min(box.height, Math.max(...bottoms) + 16 - box.y);
	const clip = { ...box, height };
	await take(file, {
		screenshot: async (options) => await editor.page.screenshot({ ...options, clip }),
	});
}

/** Something has happened at each vendor, and was delivered. */
async function someLife({ stands, callback }: Stage): Promise<void> {
	for (const stand of stands) await stand.happen(() => undefined);
	const arrived = () => new Set(callback.received.flatMap(({ events }) => events).map(elementOf));
	await waitFor(() => arrived().size === stands.length, soonMs, 'an event of each vendor');
}

const elementOf = ({ elementKey }: Record<string, string>) => elementKey;

async function executionOf({ n8n }: Stage, workflowId: string, status: string): Promise<string> {
	const execution = await waitFor(
		async () => (await n8n.executions({ workflowId })).find((one) => one.status === status),
		soonMs,
		`an execution of ${workflowId} with ${status}`,
	);
	return execution.id;
}

async function take(name: string, what: Pick<Locator, 'screenshot'>): Promise<void> {
	const path = join(folder, `${name}.png`);
	await what.screenshot({ path, animations: 'disabled' });
	console.log(`${name}.png  ${Math.round((await stat(path)).size / 1024)} KB`);
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
