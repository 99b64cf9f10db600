"""What counts in figures, as views: decisions that stand, hard links once, the versions of a film.

Each rule stands here once; pages and canned queries read the views.
"""

VIEWS = {
    # Decisions that stand, that is, have not been undone. An undo is a decision too.
    "standing_decisions": "select * from decisions"
    " where id not in (select undoes from decisions where undoes is not null)",
    # What became of the matches of each rule: a person undid them, or approved another title.
    "decided_by_rules": """with made as (
        select rule, rule_version, id in (select undoes from decisions where undoes is not null) as undone,
          exists (select 1 from decisions as later where later.pending_id = made.pending_id
            and later.id > made.id and later.action = 'approve' and (later.candidate_kind,
              later.candidate_source, later.candidate_id) is not (made.candidate_kind, made.candidate_source,
              made.candidate_id)) as changed
        from decisions as made where action = 'auto')
      select rule, rule_version as version, count(*) as decided, sum(undone) as undone,
        sum(changed) as changed, round(1.0 - 1.0 * sum(undone or changed) / count(*), 4) as share_right
      from made group by rule, rule_version""",
    # Several names of one present file, numbered: figures count the first, on a disk or in a scanned folder.
    "hard_links": """select id, row_number() over (partition by device, inode order by id) as number,
        row_number() over (partition by device, inode, root order by id) as number_in_root
      from (select device, inode from video_files where inode is not null
        group by device, inode having count(*) > 1) cross join video_files using (device, inode)
      where missing_since is null""",
    # Films with several files, and how many versions of the film the present ones are. The parts of a film
    # (CD1, CD2) are one version, unless a part is there twice; a hard link is no other version.
    "film_versions": """select movie_id, count(distinct iif(part is null, place, null)) + (count(part) > 0)
        + (count(distinct iif(part is null, null, place)) > count(distinct part)) as versions
      from (
        select movie_id, part, coalesce(device || ' ' || inode, video_files.id) as place
        from (select movie_id from movie_files group by movie_id having count(*) > 1)
        cross join movie_files using (movie_id)
        cross join video_files on video_files.id = video_file_id where missing_since is null
      ) group by movie_id""",
}
