"""What counts in figures, as views: decisions that stand, hard links once, the versions of a film.

Each rule stands here once; pages and canned queries read the views.
"""

LINES = """max(max({file}.resolution_width, {file}.resolution_height) * 9 / 16,
          min({file}.resolution_width, {file}.resolution_height))"""  # of a 16:9 picture of that width
PICTURE = f"""case when {LINES} >= 1440 then '2160p' when {LINES} >= 900 then '1080p'
          when {LINES} >= 640 then '720p' when {LINES} > 0 then 'SD' end"""
MOST = 1 << 46  # bytes or seconds of one file that count: the sum of 100,000 such is still a whole number


def links(kind: str, file: str) -> str:
    "SQL for the number of films or episodes of a file."
    return f"(select count(*) from {kind}_files where video_file_id = {file})"


def figures_of(file: str, films: str, episodes: str) -> dict[str, str]:
    """SQL for what a file counts as, by column of `file_totals`: its group, then from `files` on its figures.

    `films` and `episodes` are how many it holds. What is unknown is '' in the group. `timed` is 1 if its
    running time is known.
    """
    return {
        "root": f"coalesce({file}.root, '')",
        "kind": f"case when {films} > 0 then 'movie' when {episodes} > 0 then 'episode' else '' end",
        "picture": f"coalesce({PICTURE.format(file=file)}, '')",
        "codec_video": f"coalesce({file}.codec_video, '')",
        "missing": f"{file}.missing_since is not null",
        "files": "1",
        "bytes": f"max(0, min(cast({file}.size_bytes as integer), {MOST}))",
        "seconds": f"max(0, min(cast(coalesce({file}.duration_seconds, 0) as integer), {MOST}))",
        "timed": f"({file}.duration_seconds is not null)",
        "titles": f"({films} + {episodes})",
    }


_FIGURES = figures_of("file", links("movie", "file.id"), links("episode", "file.id"))


def _texts(column: str) -> str:
    "SQL for a JSON list of a row, none if it holds something else; `json_each.value` is each item."
    return (
        f"{{rows}}json_each(iif(typeof({{row}}.{column}) = 'text' and json_valid({{row}}.{column}),"
        f" {{row}}.{column}, '[]')) where {_READABLE.format('json_each.value')}"
    )


_READABLE = "typeof({0}) = 'text' and {0} not glob '*\ufffd*'"  # half a surrogate pair breaks readers

# What a row adds to the charts, by table: (chart, bar, total). Films by genre and decade; present files by
# language, and their bytes by the day that they were first seen. `row` is the row; `rows` names its table and
# a comma where all rows are meant. What is of another type than its column makes no bar.
BARS = {
    "movies": f"""select 'genre' as chart, json_each.value as bar, 1 as total from {_texts("genres_json")}
      union all select 'decade', ({{row}}.year / 10 * 10) || 's', 1 from {{rows}}(select 1)
        where typeof({{row}}.year) = 'integer'""",
    "video_files": f"""select 'language' as chart, json_each.value as bar, 1 as total
        from {_texts("languages_json")} and {{row}}.missing_since is null
      union all select 'day', substr({{row}}.created_at, 1, 10), {figures_of("{row}", "0", "0")["bytes"]}
        from {{rows}}(select 1)
        where {_READABLE.format("{row}.created_at")} and {{row}}.missing_since is null""",
}

_OWNED = """({row}.file_path is not null
          or exists (select 1 from episode_files where episode_id = {row}.id))"""
_LACKING = f"""(not {_OWNED.format(row="{row}")} and not exists (
          select 1 from episodes as other
          where (other.series_id, other.season_number, other.episode_number)
              = ({{row}}.series_id, {{row}}.season_number, {{row}}.episode_number)
            and {_OWNED.format(row="other")}))"""

VIEWS = {
    # Decisions that stand, that is, have not been undone. An undo is a decision too.
    "standing_decisions": "select * from decisions"
    " where id not in (select undoes from decisions where undoes is not null)",
    # What became of the matches of each rule: a person undid them, or approved another title.
    # An index counts what was decided; only the few that were not left as they are get read.
    "decided_by_rules": """with not_right as (
        select id, max(was_undone) as was_undone, max(was_changed) as was_changed from (
          select undoes as id, true as was_undone, false as was_changed
          from decisions where undoes is not null
          union all select made.id, false, true from decisions as later cross join decisions as made
            on made.pending_id = later.pending_id and made.id < later.id and made.action = 'auto'
          where later.action = 'approve' and (later.candidate_kind, later.candidate_source,
            later.candidate_id) is not (made.candidate_kind, made.candidate_source, made.candidate_id))
        group by id),
      counted as (select rule, rule_version, count(*) as decided from decisions where action = 'auto'
        group by rule, rule_version),
      wrong as (select rule, rule_version, sum(was_undone) as undone, sum(was_changed) as changed,
          count(*) as either
        from not_right cross join decisions using (id) where action = 'auto' group by rule, rule_version)
      select counted.rule, counted.rule_version as version, decided, coalesce(undone, 0) as undone,
        coalesce(changed, 0) as changed, round(1.0 - 1.0 * coalesce(either, 0) / decided, 4) as share_right
      from counted left join wrong
        on wrong.rule is counted.rule and wrong.rule_version is counted.rule_version""",
    # Several names of one present file, numbered: figures count the first, on a disk or in a scanned folder.
    "hard_links": """select id, row_number() over (partition by device, inode order by id) as number,
        row_number() over (partition by device, inode, root order by id) as number_in_root
      from (select device, inode from video_files where inode is not null
        group by device, inode having count(*) > 1) cross join video_files using (device, inode)
      where +missing_since is null""",
    # What the names of a file count as in `file_totals`, for figures in which only the first name counts.
    "names_of_files": f"""select number, number_in_root,
        {", ".join(f"{sql} as {name}" for name, sql in _FIGURES.items())}
      from hard_links cross join video_files as file on file.id = hard_links.id""",
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
    # The episodes of each season that are owned. Rows of other programs name a file without linking it.
    "owned_episodes": f"""select distinct series_id, season_number as season, episode_number as episode
      from episodes where {_OWNED.format(row="episodes")}""",
    # Episodes that are known and not owned, under another row of the same number neither.
    "known_missing": f"""select series_id, season_number as season, episode_number as episode,
        min(title) as title, min(air_date) as air_date
      from episodes where {_LACKING.format(row="episodes")} group by 1, 2, 3""",
    # The numbers (first, last) between two owned episodes of a season of which nothing else is known. Where
    # episodes that are not owned are known, the numbers between them need not exist. A season that is a year
    # counts by days; a number far beyond the others is a date or a slip.
    "season_gaps": f"""select series_id, season, episode + 1 as low, following - 1 as high from (
        select *, lead(episode) over (partition by series_id, season order by episode) as following
        from owned_episodes where season < 1900) as pair
      where following - episode - 1 between 1 and 5000 and not exists (
        select 1 from episodes as known where known.series_id = pair.series_id
          and known.season_number = pair.season and {_LACKING.format(row="known")})""",
    # What disagrees with a file's name or with its title, before what excuses it (the query `disagreements`).
    "unlike_resolutions": f"""with sizes(word, least, most) as ( -- what a name says, in lines of the picture
        values ('2160p', 1440, 9999), ('2160i', 1440, 9999), ('1080p', 900, 1439), ('1080i', 900, 1439),
          ('720p', 640, 899), ('576p', 1, 639), ('480p', 1, 639), ('4k', 1440, 9999), ('uhd', 1440, 9999)
      ),
      named as (
        select id, {LINES.format(file="video_files")} as high, lower(' ' || filename || ' ') as name,
          resolution_width || 'x' || resolution_height as size from video_files where resolution_height > 0
      )
      select named.id as file, word, size from named cross join sizes
      where instr(name, word) and high not between least and most
        and name glob '*[^0-9a-z]' || word || '[^0-9a-z]*'
        and not name glob '*4k[ ._-][rs][ec][msa][tna]*' -- remastered, restored or scanned in 4K
        and not exists ( -- the name says the right one too; UHD may be what a 1080p was made from
          select 1 from sizes as other
          where (high between other.least and other.most or sizes.word in ('4k', 'uhd'))
            and other.word not in ('4k', 'uhd') and name glob '*[^0-9a-z]' || other.word || '[^0-9a-z]*')""",
    "unlike_languages": """with spoken(code, word) as ( -- what a name may say of the sound
        values ('fr', 'french'), ('fr', 'truefrench'), ('fr', 'vff'), ('de', 'german'), ('it', 'italian'),
          ('es', 'spanish'), ('es', 'castellano'), ('en', 'english'), ('ja', 'japanese'), ('ko', 'korean'),
          ('ru', 'russian'), ('pt', 'portuguese'), ('nl', 'dutch'), ('da', 'danish'), ('sv', 'swedish'),
          ('pl', 'polish'), ('hi', 'hindi')
      ),
      named as (
        select id, lower(' ' || filename || ' ') as name,
          iif(json_valid(languages_json), languages_json, '[]') as languages from video_files
      )
      select named.id as file, word, languages from named cross join spoken
      where instr(name, word) and json_array_length(languages)
        and name glob '*[^0-9a-z]' || word || '[^0-9a-z]*'
        and not name glob '*' || word || '[ ._-]sub*' and not name glob '*sub*[ ._-]' || word || '*'
        and not exists (select 1 from json_each(languages) where substr(value, 1, 2) = code)""",
    "unlike_films": """select files.id as file, movie_id as movie, read_title, read_year, title,
        original_title, year, movies.duration_seconds as of_title, files.duration_seconds as of_file
      from movie_files join movies on movies.id = movie_id
      join video_files as files on files.id = movie_files.video_file_id
      left join pending_validations as read -- by the index that holds all that is read, not by the unique one
        on read.video_file_id between files.id and files.id
      where read_title != title collate nocase or read_year != year
        or abs(files.duration_seconds - movies.duration_seconds) > 0.25 * movies.duration_seconds""",
    # A file of several episodes by the first of them and the length of all.
    "unlike_episodes": """select files.id as file, series_id as series, read_title, series.title,
        original_title, read_season, read_episode, season_number as season, episode_number as episode,
        (select iif(count(*) = count(duration_seconds), cast(total(duration_seconds) as integer), null)
         from episode_files as every join episodes on episodes.id = every.episode_id
         where every.video_file_id = files.id) as of_title, files.duration_seconds as of_file
      from episode_files as link join episodes as first on first.id = link.episode_id
      join series on series.id = series_id join video_files as files on files.id = link.video_file_id
      left join pending_validations as read on read.video_file_id between files.id and files.id
      where not exists (
          select 1 from episode_files as other join episodes as earlier on earlier.id = other.episode_id
          where other.video_file_id = link.video_file_id and other.episode_id != link.episode_id
            and (earlier.season_number, earlier.episode_number, earlier.id)
              < (first.season_number, first.episode_number, first.id))
        and (read_title != series.title collate nocase
          or (read_season, read_episode) != (season_number, episode_number)
          or abs(of_file - of_title) > 0.25 * of_title)""",
    "unlike_versions": """select other.video_file_id as file, other.movie_id as movie,
        main_file.duration_seconds as of_main, files.duration_seconds as of_file
      from movie_files as other
      join movie_files as main on main.movie_id = other.movie_id and main.is_main and not other.is_main
      join video_files as files on files.id = other.video_file_id
      join video_files as main_file on main_file.id = main.video_file_id
      where abs(files.duration_seconds - main_file.duration_seconds) > 0.05 * main_file.duration_seconds
        and other.edition is main.edition and files.duration_seconds > 0 and main_file.duration_seconds > 0
        and main_file.missing_since is null""",
}
