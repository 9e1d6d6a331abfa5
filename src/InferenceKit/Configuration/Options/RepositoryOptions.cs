namespace InferenceKit;

/// <summary>Where versions come from.</summary>
public sealed class RepositoryOptions
{
    /// <summary>
    /// A folder with one folder a model and in it one a version: <c>fraud/3/model.onnx</c>. Relative to the host's
    /// content root. <value>Default: "models".</value>
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// A repository on a web server, instead of a folder: the absolute <c>https</c> address of its index, or of the folder
    /// that <c>index.json</c> lies in, with a slash at the end. <value>Default: null, the folder.</value>
    /// </summary>
    public Uri? Uri { get; set; }

    /// <summary>How <see cref="Uri"/> is read.</summary>
    public HttpRepositoryOptions Http { get; set; } = new();

    /// <summary>Whether new, changed and deleted versions are noticed while the host runs. <value>Default: false.</value></summary>
    public bool? Watch { get; set; }

    /// <summary>How often a watched repository is checked; of a folder, beside file events. <value>Default: 5 seconds.</value></summary>
    public TimeSpan? PollInterval { get; set; }

    /// <summary>How long a version's files must have been still before it loads. <value>Default: 1 second.</value></summary>
    public TimeSpan? SettleTime { get; set; }

    /// <summary>Where versions are copied to before they load. <value>Default: a folder of this process in the system's temporary folder.</value></summary>
    public string? StagingPath { get; set; }

    /// <summary>The largest file that is staged, in bytes. <value>Default: 8 GiB.</value></summary>
    public long? MaxFileBytes { get; set; }
}
