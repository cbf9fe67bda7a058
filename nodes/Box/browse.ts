import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { ok, type Result } from '../core/result';
import { problemError } from '../host/nodeErrors';
import { readPages } from '../host/pages';
import { listFolder, MOST_PAGES, type Box, type Item } from './api';
import { CREDENTIAL, openBox } from './connect';
import { isTargetType } from './targets';
import type { TargetType } from './triggers';

const ALL_FILES = '0';

/** A page of the list: files and folders with their paths, and the marker of the next page. */
export interface BrowsePage {
	entries: Array<{ type: TargetType; id: string; path: string }>;
	next?: string;
}

/**
 * Lists the files and folders of a typed path. `Contracts/20` lists those in Contracts whose name contains 20,
 * and `Contracts/` lists all of them. A path without a slash searches the top level. Case does not matter.
 */
export async function browse(
	box: Box,
	typed: string,
	marker?: string,
): Promise<Result<BrowsePage>> {
	const steps = typed.split('/');
	const part = (steps.pop() as string).trim().toLowerCase();
	let folder = { id: ALL_FILES, path: '' };
	for (const step of steps.map((each) => each.trim()).filter((each) => each !== '')) {
		const found = await findFolder(box, folder.id, step);
		if (!found.ok) return found;
		if (found.value === undefined) return ok({ entries: [] });
		folder = { id: found.value.id, path: `${folder.path}${found.value.name}/` };
	}
	const page = await listFolder(box, folder.id, marker);
	if (!page.ok) return page;
	const entries = page.value.rows.flatMap(({ type, id, name }) => {
		const isMatch = isTargetType(type) && name.toLowerCase().includes(part);
		const path = `${folder.path}${name}${type === 'folder' ? '/' : ''}`;
		return isMatch ? [{ type, id, path }] : [];
	});
	return ok({ entries, next: page.value.next });
}

/** Returns the results of n8n's list search. Each value begins with the type, file or folder. */
export async function browseTargets(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const opened = openBox(this as never, await this.getCredentials(CREDENTIAL));
	if (!opened.ok) throw problemError(this.getNode(), opened.problem);
	const browsed = await browse(opened.value.box, filter, paginationToken);
	if (!browsed.ok) throw problemError(this.getNode(), browsed.problem);
	return {
		results: browsed.value.entries.map(({ type, id, path }) => ({
			name: path,
			value: `${type}:${id}`,
			url: `https://app.box.com/${type}/${id}`,
		})),
		paginationToken: browsed.value.next,
	};
}

async function findFolder(
	box: Box,
	parentId: string,
	name: string,
): Promise<Result<Item | undefined>> {
	const wanted = name.toLowerCase();
	// The folder of this name ends the search.
	const readPage = async (marker?: string) => {
		const page = await listFolder(box, parentId, marker);
		if (!page.ok) return page;
		const rows = page.value.rows.filter(
			({ type, name: other }) => type === 'folder' && other.toLowerCase() === wanted,
		);
		return ok({ rows, next: rows.length > 0 ? undefined : page.value.next });
	};
	const what = `Box's list of folder ${parentId}`;
	const byId = 'Enter the file or folder by its ID or URL.';
	const found = await readPages(what, MOST_PAGES, readPage, Infinity, byId);
	return found.ok ? ok(found.value[0]) : found;
}
