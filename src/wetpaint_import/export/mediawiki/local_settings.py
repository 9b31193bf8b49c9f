"""Namespace and largest page -> the lines that the new wiki's LocalSettings.php should have."""

from wetpaint_import.export.mediawiki.settings import Namespace

FILE_NAME = "LocalSettings.wetpaint.php"
# MediaWiki's default for the largest page that it lets anybody save, in KiB.
_LARGEST_BY_DEFAULT = 2048


def local_settings(namespace: Namespace, largest_page: int) -> str:
    """`largest_page` is in bytes."""
    lines = [
        "<?php",
        "// For a wiki that takes a Wetpaint archive. At the end of its LocalSettings.php, before the import:",
        f"//   require_once __DIR__ . '/{FILE_NAME}';",
        "",
    ]
    constant = str(namespace.id)
    if namespace.is_own:
        name = namespace.name.replace(" ", "_")
        lines += [
            "// The namespace of the discussions and that of its talk pages. Take other numbers if these are in use.",
            f"$wgExtraNamespaces[{namespace.id}] = '{name}';",
            f"$wgExtraNamespaces[{namespace.id + 1}] = '{name}_talk';",
            "// Reply tools work there as on talk pages.",
            f"$wgExtraSignatureNamespaces[] = {namespace.id};",
        ]
    elif namespace.id % 2 == 0:
        lines += ["// Reply tools work there as on talk pages.", f"$wgExtraSignatureNamespaces[] = {constant};"]
    lines += [
        "// Places and their threads are pages and subpages.",
        f"$wgNamespacesWithSubpages[{constant}] = true;",
        "// The search box finds them without being asked.",
        f"$wgNamespacesToBeSearchedDefault[{constant}] = true;",
    ]
    if (needed := -(-largest_page // 1024)) > _LARGEST_BY_DEFAULT:
        lines += ["// The largest thread is longer than pages may be by default; this many KiB let people answer it.",
                  f"$wgMaxArticleSize = {needed * 2};"]  # fmt: skip
    lines += [
        "// Answers and subscriptions below each post, where the extensions are there:",
        "// wfLoadExtension( 'Linter' );",
        "// wfLoadExtension( 'DiscussionTools' );",
    ]
    return "\n".join([*lines, ""])
